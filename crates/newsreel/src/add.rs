//! `add`: one update without a file.

use newsreel_story::record::kind::Kind;
use newsreel_story::record::name::{ItemKey, StorySlug};
use newsreel_story::submit::yaml::Source;
use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::import;
use crate::kinds::{self, Offered};
use crate::print::{self, Outcome};

/// Arguments of `add`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The story's slug
    story: StorySlug,
    /// The type of the update, for example meeting.confirmed
    #[arg(value_name = "KIND.CHANGE", value_parser = Offered(kinds::update_types), hide_possible_values = true)]
    update_type: String,
    /// The key of the item it is about; a new key begins a new item
    item: ItemKey,
    /// Attributes and other words of the format, their values as in a file: place=moscow participants='[putin, witkoff]'
    #[arg(value_name = "WORD=VALUE", value_parser = word)]
    words: Vec<(String, Value)>,
    /// Who says it, a directory slug
    #[arg(long, value_name = "SLUG")]
    source: Option<String>,
    /// Through whom it came, from the source to us
    #[arg(long, value_name = "SLUG", requires = "source", value_delimiter = ',')]
    via: Vec<String>,
    /// On what terms it was said: on_record, on_background, anonymous, document, observed, unattributed
    #[arg(long, value_name = "BASIS", requires = "source")]
    basis: Option<String>,
    /// How the source knows: own_act, witnessed, told, inferred
    #[arg(long, value_name = "KNOWLEDGE", requires = "source")]
    knowledge: Option<String>,
    /// When it takes or took place (EDTF)
    #[arg(long, value_name = "DATE")]
    when: Option<String>,
    /// When it was said
    #[arg(long, value_name = "DATE")]
    said: Option<String>,
    /// When the newsroom learned it; without it, now
    #[arg(long, value_name = "TIME")]
    learned: Option<String>,
    /// Where it was found
    #[arg(long, value_name = "ADDRESS")]
    page: Option<String>,
    /// The exact words
    #[arg(long, value_name = "WORDS")]
    quote: Option<String>,
    /// The name of the update, where others refer to it
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Record nothing: say whether it would be accepted, and what would move
    #[arg(long)]
    check: bool,
    /// With --check: every move, item by item
    #[arg(long, requires = "check")]
    full: bool,
}

pub(crate) async fn run(config: &Config, args: Args) -> anyhow::Result<Outcome> {
    let (kind, _) = kinds::update_type(&args.update_type)?;
    if kind == Kind::story() {
        anyhow::bail!("`{}` is about the story and not about an item of it; submit a file", args.update_type);
    }
    let (check, full) = (args.check, args.full);
    let document = document(args)?;
    if check {
        return import::check(config, &document, full).await;
    }
    // A key typed wrong begins a new item: said before anybody goes on with it.
    let doubts = import::doubts(config, &document).await?;
    let recorded = import::record(config, &document).await?;
    doubts.iter().for_each(|doubt| print::note(&doubt.message));
    Ok(recorded)
}

/// The submission that a file would have held.
fn document(args: Args) -> anyhow::Result<Value> {
    let source = args.source.map(|origin| {
        if args.via.is_empty() && args.basis.is_none() && args.knowledge.is_none() {
            return json!(origin);
        }
        let mut source = Map::from_iter([("origin".to_owned(), json!(origin))]);
        let via = (!args.via.is_empty()).then(|| json!(args.via));
        let of_source =
            [("via", via), ("basis", args.basis.map(Value::from)), ("knowledge", args.knowledge.map(Value::from))];
        source.extend(of_source.into_iter().filter_map(|(word, value)| Some((word.to_owned(), value?))));
        Value::Object(source)
    });
    let mut update = Map::from_iter([(args.update_type, json!(args.item))]);
    let of_flags = [
        ("key", args.key.map(Value::from)),
        ("source", source),
        ("when", args.when.map(Value::from)),
        ("said", args.said.map(Value::from)),
        ("learned", args.learned.map(Value::from)),
        ("url", args.page.map(Value::from)),
        ("quote", args.quote.map(Value::from)),
    ];
    let of_flags = of_flags.into_iter().filter_map(|(word, value)| Some((word.to_owned(), value?)));
    for (word, value) in of_flags.chain(args.words) {
        if update.insert(word.clone(), value).is_some() {
            anyhow::bail!("`{word}` is given twice; each word counts once");
        }
    }
    Ok(json!({ "story": args.story, "updates": [update] }))
}

/// A word of the format and its value, which is YAML.
fn word(text: &str) -> Result<(String, Value), String> {
    let (word, value) = text.split_once('=').ok_or("write WORD=VALUE, as place=moscow")?;
    let mut documents = Source::parse(value).map_err(|error| error.to_string())?;
    Ok((word.to_owned(), documents.pop().map(|document| document.value).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    #[test]
    fn an_update_on_the_command_line_is_the_same_as_in_a_file() {
        let made = |line: &[&str]| {
            let line = [&["add", "trips", "meeting.confirmed", "talks"], line].concat();
            document(Line::try_parse_from(line).expect("in order").args)
        };
        let file = "{story: trips, updates: [{meeting.confirmed: talks, source: {origin: peskov, via: [tass], \
                    knowledge: own_act}, when: 2025-02, participants: [putin, witkoff], place: moscow}]}";
        let arguments = ["--source", "peskov", "--via", "tass", "--knowledge", "own_act", "--when", "2025-02"];
        let words = ["participants=[putin, witkoff]", "place=moscow"];
        let written = &Source::parse(file).expect("YAML")[0].value;
        assert_eq!(made(&[&arguments[..], &words[..]].concat()).expect("in order"), *written);
        let alone = made(&["--source", "tass"]).expect("in order");
        assert_eq!(alone["updates"][0]["source"], "tass");
        let twice = made(&["--when", "2025-02", "when=2025-03"]).expect_err("given twice").to_string();
        assert!(twice.contains("`when` is given twice"), "{twice}");
    }
}
