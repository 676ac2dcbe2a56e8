//! What somebody may: the roles, and which of them a document needs.

use serde_json::Value;

/// What somebody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Read.
    Reader,
    /// Read, the metrics too; write nothing.
    Auditor,
    /// Read, and record what sources say.
    Reporter,
    /// All that a reporter may, and speak for the desk about what is on file: correct it, take it back, prefer, merge.
    Standards,
    /// All of that, and decide about the story itself: its title, its end.
    Editor,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Reader, Self::Auditor, Self::Reporter, Self::Standards, Self::Editor];

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Auditor => "auditor",
            Self::Reporter => "reporter",
            Self::Standards => "standards",
            Self::Editor => "editor",
        }
    }

    /// Whether it may record anything at all.
    pub(super) fn writes(self) -> bool {
        match self {
            Self::Reader | Self::Auditor => false,
            Self::Reporter | Self::Standards | Self::Editor => true,
        }
    }

    pub(super) fn may(self, act: Act) -> bool {
        match act {
            Act::Report => self.writes(),
            Act::Revise => matches!(self, Self::Standards | Self::Editor),
            Act::Manage => self == Self::Editor,
        }
    }
}

/// What a document does that not everybody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    /// It records what sources say.
    Report,
    /// It speaks for the desk about what is on file.
    Revise,
    /// It decides about the story itself.
    Manage,
}

impl Act {
    /// The most that a document does. What the desk will refuse anyway needs no right.
    pub(super) fn of(document: &Value) -> Self {
        let updates = document.get("updates").and_then(Value::as_array);
        let directory = document.get("directory").and_then(Value::as_object);
        let of_updates = updates.into_iter().flatten().map(Self::of_entry);
        let of_directory = directory.into_iter().flat_map(|entries| entries.values()).map(Self::of_directory_entry);
        of_updates.chain(of_directory).max().unwrap_or(Self::Report)
    }

    /// An entry of the directory: whoever merges or splits entries, or changes one, does so for every story.
    fn of_directory_entry(entry: &Value) -> Self {
        let says = |name| entry.get(name).is_some_and(|value| *value != Value::Bool(false));
        if ["same_as", "split", "amends"].into_iter().any(says) { Self::Revise } else { Self::Report }
    }

    fn of_entry(entry: &Value) -> Self {
        let Some(members) = entry.as_object() else { return Self::Report };
        if let Some(within) = members.get("updates").and_then(Value::as_array) {
            return within.iter().map(Self::of_entry).max().unwrap_or(Self::Report);
        }
        let by_desk = members.get("by").and_then(Value::as_str) == Some("desk");
        let of_member = |name: &String| match name.split_once('.') {
            Some(("story", _)) => Self::Manage,
            Some((_, "preferred" | "merged" | "split")) => Self::Revise,
            _ if by_desk => Self::Revise,
            _ => Self::Report,
        };
        members.keys().map(of_member).max().unwrap_or(Self::Report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_does_decides_who_may_record_it() {
        use serde_json::json;
        let report = json!({ "meeting.confirmed": "talks", "source": "peskov" });
        let retracted = json!({ "meeting.retracted": "talks", "retracts": "x", "by": "desk" });
        let of_source = json!({ "meeting.retracted": "talks", "retracts": "x", "by": "tass", "source": "tass" });
        let killed = json!({ "story.killed": "trips" });
        for (updates, act) in [
            (json!([report]), Act::Report),
            (json!([report, retracted]), Act::Revise),
            (json!([of_source]), Act::Report),
            (json!([{ "source": "tass", "updates": [report, { "meeting.merged": "talks" }] }]), Act::Revise),
            (json!([{ "meeting.split": "talks" }]), Act::Revise),
            (json!([report, killed]), Act::Manage),
            (json!("nonsense"), Act::Report),
        ] {
            assert_eq!(Act::of(&json!({ "story": "trips", "updates": updates })), act, "{updates}");
        }
        for (entry, act) in [
            (json!({ "person": "Steve Witkoff" }), Act::Report),
            (json!({ "person": "Steve Witkoff", "title": "envoy", "amends": false }), Act::Report),
            (json!({ "person": "Steve Witkoff", "title": "envoy", "amends": true }), Act::Revise),
            (json!({ "same_as": "witkoff" }), Act::Revise),
            (json!({ "split": true }), Act::Revise),
            (json!("nonsense"), Act::Report),
        ] {
            let directory = json!({ "tass": { "outlet": "TASS" }, "vitkoff": entry });
            assert_eq!(Act::of(&json!({ "directory": directory })), act, "{directory}");
            assert_eq!(Act::of(&json!({ "directory": directory, "updates": [report] })), act, "{directory}");
        }
        let may = |role: Role| [Act::Report, Act::Revise, Act::Manage].map(|act| role.may(act));
        assert_eq!(may(Role::Auditor), [false; 3]);
        assert_eq!(may(Role::Reporter), [true, false, false]);
        assert_eq!(may(Role::Standards), [true, true, false]);
        assert_eq!(may(Role::Editor), [true; 3]);
        assert!(Role::ALL.into_iter().all(|role| Role::named(role.as_str()) == Some(role)));
    }
}
