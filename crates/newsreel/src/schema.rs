//! `schema`: the JSON Schemas of everything that can be read or sent, for people and programs that do not speak Rust.

use newsreel_story::record::token::one_of;
use newsreel_story::schema::{self, Named};
use serde::Serialize;
use serde_json::Value;

use crate::page::Page;
use crate::print::{Answer, Outcome};

/// The names of the schemas, or one schema.
pub(crate) fn run(name: Option<&str>) -> anyhow::Result<Outcome> {
    let all = all();
    let Some(name) = name else { return Ok(Outcome::answer(Schemas::of(all))) };
    let names: Vec<&str> = all.iter().map(|schema| schema.name).collect();
    let unknown = || anyhow::anyhow!("there is no schema `{name}`; write {}", one_of(names));
    let found = all.iter().find(|schema| schema.name == name).ok_or_else(unknown)?;
    Ok(Outcome::answer(JsonFile(found.schema.clone())))
}

/// Every schema.
pub(crate) fn all() -> Vec<Named> {
    let authoring = [schema::story()];
    let log = newsreel_log::schema::schemas();
    let desk = newsreel_desk::schema::schemas();
    let projector = newsreel_projector::schema::schemas();
    let notary = newsreel_notary::schema::schemas();
    authoring.into_iter().chain(log).chain(desk).chain(projector).chain(notary).collect()
}

/// The names of the schemas.
pub(crate) fn names() -> Vec<String> {
    all().iter().map(|schema| schema.name.to_owned()).collect()
}

/// Which schemas there are.
#[derive(Serialize)]
#[serde(transparent)]
struct Schemas(Vec<Listed>);

#[derive(Serialize)]
struct Listed {
    schema: &'static str,
    about: &'static str,
}

impl Schemas {
    fn of(all: Vec<Named>) -> Self {
        Self(all.into_iter().map(|Named { name, about, .. }| Listed { schema: name, about }).collect())
    }
}

impl Answer for Schemas {
    fn page(&self) -> Page {
        let mut page = Page::default();
        let rows = self.0.iter().map(|Listed { schema, about }| vec![(*schema).to_owned(), (*about).to_owned()]);
        page.table(&["schema", "of"], rows.collect());
        page
    }
}

/// A document in JSON, as a file.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct JsonFile(pub(crate) Value);

impl Answer for JsonFile {
    fn page(&self) -> Page {
        let mut page = Page::default();
        page.file("json", format!("{:#}\n", self.0));
        page
    }
}
