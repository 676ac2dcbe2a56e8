//! `audit keygen`: keys of the notary and of witnesses, in files that only their owner can read.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use newsreel_notary::{KeyPair, NotaryKeys, Trusted};
use serde::Serialize;

use crate::config::Config;
use crate::page::Page;
use crate::print::{Answer, Outcome};

#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub(crate) struct Args {
    /// The name of the log, which every checkpoint bears: newsroom.example/log
    #[arg(group = "what")]
    name: Option<String>,
    /// Add a new key beside the notary's present one: both sign from its next start on
    #[arg(long, group = "what")]
    rotate: bool,
    /// Keep only the newest of the notary's keys; what the others have signed stays valid
    #[arg(long, group = "what")]
    retire: bool,
    /// Make the key of a witness, with this name
    #[arg(long, group = "what", value_name = "NAME")]
    witness: Option<String>,
    /// The file of the witness's key [default: witness.key in the folder of --data]
    #[arg(long, short, value_name = "FILE", requires = "witness")]
    output: Option<PathBuf>,
}

pub(crate) fn run(config: &Config, args: &Args) -> anyhow::Result<Outcome> {
    let file = config.audit.notary_key(&config.data);
    let trust = config.audit.trust(&config.data);
    let made = if let Some(name) = &args.name {
        make(&file, &trust, name)?
    } else if let Some(name) = &args.witness {
        let file = args.output.clone().unwrap_or_else(|| config.data.join("witness.key"));
        let pair = KeyPair::of_witness(name)?;
        write_new(&file, &format!("{}\n", pair.secret))?;
        Made {
            public: pair.public,
            file,
            what: "Made the key of a witness. Give its public half to those who trust it.",
        }
    } else if args.rotate {
        rotate(file, &trust)?
    } else {
        retire(file)?
    };
    Ok(Outcome::answer(made))
}

/// Makes a key of a notary, and notes that it is trusted here.
pub(crate) fn make(file: &Path, trust: &Path, name: &str) -> anyhow::Result<Made> {
    let pair = KeyPair::of_notary(name)?;
    write_new(file, &format!("{}\n", pair.secret))
        .with_context(|| "a key that is there is not overwritten; use --rotate to replace it")?;
    trust_in(trust, &pair.public)?;
    Ok(Made {
        public: pair.public,
        file: file.to_owned(),
        what: "Made a key. Give its public half to those who verify.",
    })
}

fn rotate(file: PathBuf, trust: &Path) -> anyhow::Result<Made> {
    let keys = NotaryKeys::read(&file)?;
    let pair = KeyPair::of_notary(keys.origin())?;
    let old = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    replace(&file, &format!("{}\n{old}", pair.secret))?;
    trust_in(trust, &pair.public)?;
    let what = "Added a key. From its next start the notary signs with both; when everybody has the new public half, \
                take the old one out with --retire.";
    Ok(Made { public: pair.public, file, what })
}

fn retire(file: PathBuf) -> anyhow::Result<Made> {
    let keys = NotaryKeys::read(&file)?;
    let [newest, _, ..] = keys.public() else {
        anyhow::bail!("{} has one key only, so there is none to retire", file.display());
    };
    let all = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let first = all.lines().find(|line| line.starts_with("PRIVATE+KEY+")).unwrap_or_default();
    replace(&file, &format!("{first}\n"))?;
    let what =
        "Only this key signs from the notary's next start on. Go on trusting the others for what they have signed.";
    Ok(Made { public: newest.clone(), file, what })
}

/// The keys that are trusted.
pub(crate) fn trusted(config: &Config) -> anyhow::Result<Trusted> {
    let file = config.audit.trust(&config.data);
    let text = std::fs::read_to_string(&file).with_context(|| {
        format!(
            "cannot read {}, the public keys to trust; write there what the notary's owner gave you, a key a line, or name \
             another file with --trust",
            file.display()
        )
    })?;
    Ok(Trusted::parse(&text, &file.display().to_string())?)
}

fn write_new(file: &Path, secret: &str) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let mut opened = opened.with_context(|| format!("cannot make {}", file.display()))?;
    opened.write_all(secret.as_bytes()).and_then(|()| opened.sync_all())?;
    Ok(())
}

/// Replaces the file as a whole, so that a crash leaves one or the other.
fn replace(file: &Path, secret: &str) -> anyhow::Result<()> {
    let beside = file.with_extension("new");
    let _ = std::fs::remove_file(&beside);
    write_new(&beside, secret)?;
    std::fs::rename(&beside, file).with_context(|| format!("cannot replace {}", file.display()))
}

fn trust_in(trust: &Path, public: &str) -> anyhow::Result<()> {
    let opened = OpenOptions::new().append(true).create(true).open(trust);
    let written = opened.and_then(|mut file| writeln!(file, "{public}"));
    written.with_context(|| format!("cannot write {}", trust.display()))
}

/// A key that was made.
#[derive(Serialize)]
pub(crate) struct Made {
    public: String,
    file: PathBuf,
    #[serde(skip)]
    what: &'static str,
}

impl Answer for Made {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.line(self.what);
        page.record(&self.public);
        page.line(format!("The secret is in {}: only the one who signs may read it.", self.file.display()));
        page
    }
}
