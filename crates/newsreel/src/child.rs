//! Child processes that end when this one does, however that comes about.
//!
//! A process that is killed takes no leave of its children, and only a child itself can ask the system to be told. So a child
//! is started as this program, which asks and then becomes it: on Linux. Elsewhere a child outlives a parent that was killed.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::Path;

use rustix::process::Pid;
use tokio::process::Command;

/// The argument before the process id of the parent and what the child is to become.
const BECOME: &str = "become-child-of";

/// A command that starts this program as such a child.
pub(crate) fn command(program: &Path) -> std::io::Result<Command> {
    if !cfg!(target_os = "linux") {
        return Ok(Command::new(program));
    }
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(BECOME).arg(std::process::id().to_string()).arg(program);
    Ok(command)
}

/// Becomes a child, where these arguments ask for that; why it could not.
pub(crate) fn become_asked(arguments: impl IntoIterator<Item = OsString>) -> Option<anyhow::Error> {
    let mut arguments = arguments.into_iter().skip(1);
    arguments.next().filter(|first| first == BECOME)?;
    let (parent, program) = (arguments.next()?, arguments.next()?);
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::TERM)) {
        return Some(error.into());
    }
    // It may have ended before it could be asked about.
    let parent = parent.to_str().and_then(|parent| parent.parse().ok()).and_then(Pid::from_raw);
    if rustix::process::getppid() != parent {
        return Some(anyhow::anyhow!("the process that started this one has ended"));
    }
    let error = std::process::Command::new(&program).args(arguments).exec();
    Some(anyhow::anyhow!("cannot start {}: {error}", program.display()))
}
