//! The test kit: a real nats-server for each test, and records to put into its log.
//!
//! Nothing here sleeps for a time and hopes: whatever must be waited for is waited for by its condition, within
//! [`PATIENCE`].

pub mod browser;
pub mod records;
pub mod server;
pub mod stories;

use std::path::PathBuf;
use std::time::Duration;

pub use server::{Server, find_server};
pub use stories::submission;

/// How long a condition may take before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Awaits what must happen, and fails the test naming it when it does not.
///
/// # Panics
/// When it has not happened within [`PATIENCE`].
pub async fn soon<T>(what: &str, happens: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, happens).await {
        Ok(happened) => happened,
        Err(_) => panic!("{what}: has not happened within {PATIENCE:?}"),
    }
}

/// The program, beside this test binary; `just test` builds it first.
///
/// # Panics
/// When it is not built.
pub fn newsreel() -> PathBuf {
    let test = std::env::current_exe().expect("a test is a program");
    let folder = test.ancestors().find(|folder| folder.join("newsreel").is_file());
    folder.map(|folder| folder.join("newsreel")).expect("the program is built: cargo build --package newsreel")
}
