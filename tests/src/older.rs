//! A desk or a projector that has never heard of one kind of item: what stands for an older version of the program in tests of
//! an upgrade. Everything else is as `newsreel serve` does it.
//!
//! `newsreel-older KIND desk|projector URL DATA`

use std::path::Path;

use anyhow::Context;
use newsreel_desk::Desk;
use newsreel_log::service::Limits;
use newsreel_log::{Log, Settings};
use newsreel_projector::Projector;
use newsreel_story::record::kind::older;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, role, url, data] = arguments.as_slice() else {
        anyhow::bail!("write newsreel-older KIND desk|projector URL DATA");
    };
    older::forget(kind);
    let log = Log::connect(Settings::at(url)).await?;
    let mut terminated = signal(SignalKind::terminate())?;
    let shutdown = async {
        terminated.recv().await;
    };
    match role.as_str() {
        "desk" => Desk::new(log).serve(Limits::default(), shutdown).await?,
        "projector" => {
            std::fs::create_dir_all(data).context("the folder")?;
            let file = Path::new(data).join("projector.sqlite");
            Projector::open(log, &file)?.serve(Limits::default(), shutdown).await?;
        }
        other => anyhow::bail!("`{other}` is neither desk nor projector"),
    }
    Ok(())
}
