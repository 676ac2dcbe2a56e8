//! A real browser for tests of the page: Chromium without a window, driven over a pipe by the DevTools protocol.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use crate::soon;

/// Where distributions put it.
const PLACES: [&str; 4] =
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

/// Chromium, where this machine has one.
pub fn find_chromium() -> Option<PathBuf> {
    std::env::var_os("CHROME_BIN")
        .map(PathBuf::from)
        .into_iter()
        .chain(PLACES.map(PathBuf::from))
        .find(|path| path.is_file())
}

/// A browser with one page.
pub struct Browser {
    running: Child,
    to: File,
    from: BufReader<File>,
    session: String,
    last: u64,
    /// What went wrong on the page: exceptions, and what it logged as an error.
    pub errors: Vec<String>,
}

impl Browser {
    /// Starts a browser that keeps what it has to keep in a folder.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn start(chromium: &Path, folder: &Path) -> Self {
        let (to, from) = (folder.join("to-browser"), folder.join("from-browser"));
        for pipe in [&to, &from] {
            // Of a browser that was closed.
            let _ = std::fs::remove_file(pipe);
            let made = Command::new("mkfifo").arg(pipe).status().await.expect("mkfifo is there");
            assert!(made.success(), "a pipe is made");
        }
        // The browser reads its third and writes its fourth descriptor; opening a pipe waits for the other end.
        let script = r#"exec "$0" --headless --no-sandbox --disable-gpu --no-first-run --disable-dev-shm-usage --user-data-dir="$3" --remote-debugging-pipe about:blank 3<"$1" 4>"$2""#;
        let running = Command::new("sh")
            .args(["-c", script])
            .args([chromium, &to, &from, &folder.join("profile")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("Chromium is started");
        let to = soon("the browser reads", OpenOptions::new().write(true).open(to)).await.expect("a pipe");
        let from = soon("the browser writes", File::open(from)).await.expect("a pipe");
        let mut browser =
            Self { running, to, from: BufReader::new(from), session: String::new(), last: 0, errors: Vec::new() };
        let targets = browser.ask("Target.getTargets", json!({})).await;
        let targets = targets["targetInfos"].as_array().cloned().unwrap_or_default();
        let page = targets.iter().find(|target| target["type"] == "page").expect("a page");
        let attach = json!({ "targetId": page["targetId"], "flatten": true });
        let attached = browser.ask("Target.attachToTarget", attach).await;
        browser.session = attached["sessionId"].as_str().expect("a session").to_owned();
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            browser.ask(domain, json!({})).await;
        }
        browser
    }

    /// Asks the browser for something, and takes in what it says meanwhile.
    ///
    /// # Panics
    /// When it refuses.
    pub async fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).await.expect("it is sent");
        self.to.flush().await.expect("it is sent");
        loop {
            let mut answer = Vec::new();
            soon(method, self.from.read_until(0, &mut answer)).await.expect("the browser goes on");
            answer.pop();
            let answer: Value = serde_json::from_slice(&answer).expect("the browser speaks JSON");
            match answer["method"].as_str() {
                Some("Runtime.exceptionThrown") => self.errors.push(answer["params"].to_string()),
                Some("Log.entryAdded") if answer["params"]["entry"]["level"] == "error" => {
                    self.errors.push(answer["params"]["entry"].to_string());
                }
                _ => {}
            }
            if answer["id"] == self.last {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
        }
    }

    /// Closes it, as a person does: what it has to keep is kept in its folder.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn close(mut self) {
        self.session.clear();
        self.ask("Browser.close", json!({})).await;
        soon("the browser ends", self.running.wait()).await.expect("it ends");
    }

    /// Goes to an address and waits until it is there.
    pub async fn go(&mut self, address: &str) {
        self.ask("Page.navigate", json!({ "url": address })).await;
        let here = format!("document.readyState === 'complete' && location.href === {}", json!(address));
        self.wait_for(&here).await;
    }

    /// The value of an expression on the page.
    pub async fn value(&mut self, expression: &str) -> Value {
        let evaluate = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        self.ask("Runtime.evaluate", evaluate).await["result"]["value"].clone()
    }

    /// Waits until an expression is true on the page.
    pub async fn wait_for(&mut self, expression: &str) {
        let happens = async {
            while self.value(expression).await != json!(true) {
                // Asking takes a moment itself; the page gets its turn in between.
                tokio::task::yield_now().await;
            }
        };
        soon(expression, happens).await;
    }

    /// Presses a key: one that writes a letter, or one with a name.
    pub async fn press(&mut self, key: &str) {
        let code = match key {
            "ArrowLeft" => 37,
            "ArrowRight" => 39,
            "Enter" => 13,
            "Escape" => 27,
            "ArrowDown" => 40,
            "Tab" => 9,
            " " => 32,
            _ => 0,
        };
        let mut down = json!({ "type": "keyDown", "key": key, "windowsVirtualKeyCode": code });
        match key {
            "Enter" => down["text"] = json!("\r"),
            letter if letter.chars().count() == 1 => down["text"] = json!(letter),
            _ => {}
        }
        self.ask("Input.dispatchKeyEvent", down).await;
        self.ask("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code })).await;
    }

    /// How wide the window is, in pixels.
    pub async fn width(&mut self, width: u32) {
        let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.ask("Emulation.setDeviceMetricsOverride", size).await;
    }
}
