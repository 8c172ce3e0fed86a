//! What every target does: read, and check what must hold for any input.

use threadwarden_parse::{Format, Group, ParseOptions, write_jsonl};

/// Reads bytes as a format, or as what they look like.
pub fn read(format: Option<&str>, bytes: &[u8]) {
    let group = if bytes.len() % 2 == 0 { Group::Auto } else { Group::Hash };
    let options = ParseOptions {
        format: format.and_then(Format::from_name),
        line_cap_bytes: 1 << 16,
        document_cap_bytes: 1 << 20,
        unpacked_cap_bytes: 1 << 22,
        group,
        ..ParseOptions::default()
    };
    for parsed in threadwarden_parse::read(bytes, &options) {
        let Ok(parsed) = parsed else { return };
        let mut thread = parsed.page.thread.clone();
        assert!(thread.cut_broken_links().is_empty());
        let mut written = Vec::new();
        assert!(write_jsonl(&parsed.page, &mut written).is_ok());
    }
}
