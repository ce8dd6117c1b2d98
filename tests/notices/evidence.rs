//! The evidence pack, as an insurer opens it.

use std::io::Read;

use crate::desk::Desk;

#[test]
fn the_pack_holds_what_was_known_when_what_was_issued_and_who_answered() {
    let desk = Desk::new();
    let id = desk.issued();
    desk.done(6, &["notice", "send"]);
    desk.done(7, &["notice", "ack", &id, "yantai", "--note", "all safe"]);
    let notice: serde_json::Value =
        serde_json::from_str(&desk.done(8, &["notice", "show", &id, "--format", "json"])).unwrap();
    let path = desk.path("pack.zip").display().to_string();
    desk.done(9, &["notice", "evidence", notice["incident"].as_str().unwrap(), "--output", &path]);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let names: Vec<_> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut text = |wanted: &str| {
        let name = names.iter().find(|name| name.ends_with(wanted)).unwrap_or_else(|| panic!("{wanted}: {names:?}"));
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let items = text("items.jsonl");
    assert_eq!(items.lines().count(), 2, "{items}");
    for field in ["\"published\"", "\"seen\"", "\"sha256\"", "Missile strike hits Kyiv"] {
        assert!(items.contains(field), "{field}: {items}");
    }
    let ledger = text("deliveries.jsonl");
    assert!(ledger.contains("\"state\":\"sent\"") && ledger.contains("all safe"), "{ledger}");
    let audit = text("audit.jsonl");
    for act in ["notice.drafted", "notice.approved", "notice.issued", "delivery.acknowledged"] {
        assert!(audit.contains(act), "{act}: {audit}");
    }
    assert!(text(&format!("{id}.en.html")).contains("<html"));
}
