//! `completions`: what a shell reads to complete the command line.

use clap_complete::Shell;
use serde::Serialize;

use crate::page::Page;
use crate::print::Answer;

/// A script for a shell.
#[derive(Serialize)]
pub(crate) struct Script {
    shell: String,
    script: String,
}

impl Script {
    pub(crate) fn of(command: &mut clap::Command, shell: Shell) -> Self {
        let mut script = Vec::new();
        clap_complete::generate(shell, command, "newsreel", &mut script);
        Self { shell: shell.to_string(), script: String::from_utf8_lossy(&script).into_owned() }
    }
}

impl Answer for Script {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.file("sh", &self.script);
        page
    }
}
