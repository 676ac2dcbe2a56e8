//! The style sheet and the script, which are part of the program. Their addresses change with their content, so that a
//! browser may keep them for ever.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::LazyLock;

/// A file of ours.
pub(crate) struct Asset {
    /// Where it is served.
    pub(crate) path: String,
    pub(crate) media_type: &'static str,
    pub(crate) content: &'static str,
}

impl Asset {
    fn new(name: &str, media_type: &'static str, content: &'static str) -> Self {
        let version = BuildHasherDefault::<DefaultHasher>::default().hash_one(content);
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        Self { path: format!("/assets/{stem}-{version:016x}.{extension}"), media_type, content }
    }
}

/// How everything looks.
pub(crate) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("page.css", "text/css; charset=utf-8", include_str!("../assets/page.css")));
/// What makes it live; without it every link, form and table works.
pub(crate) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("page.js", "text/javascript; charset=utf-8", include_str!("../assets/page.js")));
/// What helps while somebody writes: drafts, completion, who else is there.
pub(crate) static WRITING: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("write.js", "text/javascript; charset=utf-8", include_str!("../assets/write.js")));
