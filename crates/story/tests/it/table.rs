//! The table of kinds is the only place that knows attributes by name: whoever asks for one asks by its role, or by the
//! constant that the table itself uses.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use newsreel_story::record::kind::Kind;

/// Where a name in quotation marks is asked for as an attribute, a kind or a phase.
const ASKED_FOR: &[&str] = &[
    "(item, \"",
    "(items[0], \"",
    "(request, \"",
    "(path, \"",
    "(&path, \"",
    "is_of(\"",
    "own_name(\"",
    "attribute(\"",
    "detail(\"",
    "named(\"",
    "phase(\"",
    "value(\"",
    "part(\"",
    "stated(\"",
    "name == \"",
    "as_str() == \"",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, found),
            false => found.push(path),
        }
    }
}

fn names() -> BTreeSet<&'static str> {
    Kind::all()
        .flat_map(|kind| {
            let attributes = kind.spec().attributes.iter();
            let attributes = attributes.flat_map(|spec| std::iter::once(spec).chain(spec.elements.unwrap_or_default()));
            let phases = kind.spec().phases.iter().map(|phase| phase.name);
            attributes.map(|spec| spec.name).chain(phases).chain([kind.as_str()]).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn no_attribute_kind_or_phase_is_asked_for_by_a_name_of_its_own() {
    let names = names();
    let mut files = Vec::new();
    for room in ["tell", "views", "judge", "state"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room), &mut files);
    }
    assert!(files.len() > 50, "{files:?}");
    let mut asked = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            for before in ASKED_FOR {
                let literals = line.split(before).skip(1).filter_map(|rest| rest.split('"').next());
                let known = literals.filter(|literal| names.contains(literal));
                asked.extend(known.map(|name| format!("{}:{}: {name}", file.display(), number + 1)));
            }
        }
    }
    assert!(asked.is_empty(), "{}", asked.join("\n"));
}
