//! What the JSONL report writes is what the published schema says.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};
use threadwarden::{
    Action, AttackVerdict, Band, Category, Cue, Moderator, Page, RelevanceVerdict, Severity, TargetKind, Via,
};
use threadwarden_parse::{ParseOptions, read};
use threadwarden_report::{By, COMMENT_SCHEMA, Format, Options, THREAD_SCHEMA};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn schema() -> (Value, Validator) {
    compile(COMMENT_SCHEMA)
}

fn compile(schema: &str) -> (Value, Validator) {
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    jsonschema::meta::validate(&schema).expect("the schema is a schema");
    let validator = jsonschema::validator_for(&schema).expect("the schema compiles");
    (schema, validator)
}

fn objects(page: &Page, by: Option<By>) -> Vec<Value> {
    let review = Moderator::default().review(page);
    let mut bytes = Vec::new();
    let mut report = Format::Jsonl.report(&mut bytes, &Options { by, ..Options::default() });
    report.page(page, &review).unwrap();
    report.finish().unwrap();
    drop(report);
    bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

/// Every input file beneath the fixtures and the seeds.
fn inputs() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![repository("fixtures"), repository("seeds")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.starts_with("input.") || name == "page.txt" {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn every_row_of_every_fixture_is_as_the_schema_says() {
    let (_, validator) = schema();
    let (mut rows, mut flagged) = (0, 0);
    for file in inputs() {
        for parsed in read(std::fs::File::open(&file).unwrap(), &ParseOptions::default()) {
            let Ok(parsed) = parsed else { continue };
            for object in objects(&parsed.page, None) {
                let wrong: Vec<String> = validator
                    .iter_errors(&object)
                    .map(|error| format!("{} at {}", error, error.instance_path()))
                    .collect();
                assert!(wrong.is_empty(), "{}: {wrong:#?}\n{object:#}", file.display());
                rows += 1;
                flagged += usize::from(object["attack"]["flagged"] == true);
            }
        }
    }
    assert!(rows > 150 && flagged > 20, "{rows} rows, {flagged} flagged: too few to show anything");
}

#[test]
fn every_thread_of_every_fixture_is_as_the_schema_says() {
    let (_, validator) = compile(THREAD_SCHEMA);
    let (mut threads, mut exchanges) = (0, 0);
    for file in inputs() {
        for parsed in read(std::fs::File::open(&file).unwrap(), &ParseOptions::default()) {
            let Ok(parsed) = parsed else { continue };
            let objects = objects(&parsed.page, Some(By::Thread));
            assert_eq!(objects.len(), 1, "one object per thread");
            let object = &objects[0];
            let wrong: Vec<String> =
                validator.iter_errors(object).map(|error| format!("{} at {}", error, error.instance_path())).collect();
            assert!(wrong.is_empty(), "{}: {wrong:#?}\n{object:#}", file.display());
            threads += 1;
            for exchange in object["exchanges"].as_array().unwrap() {
                exchanges += 1;
                let sides = exchange["sides"].as_array().unwrap();
                assert_eq!(exchange["opened_by"], sides[0]["name"]);
                for turn in exchange["turns"].as_array().unwrap() {
                    assert!(turn["side"].as_u64().unwrap() < sides.len() as u64);
                }
            }
        }
    }
    assert!(threads > 30 && exchanges >= 3, "{threads} threads with {exchanges} quarrels show too little");
}

#[test]
fn what_departs_from_the_contract_is_refused() {
    let (_, validator) = schema();
    let file = repository("fixtures/threads/quarrel/input.jsonl");
    let page = read(std::fs::File::open(file).unwrap(), &ParseOptions::default()).next().unwrap().unwrap().page;
    let row = objects(&page, None).into_iter().find(|row| row["attack"]["findings"][0].is_object()).unwrap();
    assert!(validator.is_valid(&row));
    let changes: &[(&str, Value)] = &[
        ("/schema", json!("threadwarden.comment/2")),
        ("/index", json!(-1)),
        ("/id", json!(7)),
        ("/parent_source", json!("guessed")),
        ("/parent_confidence", json!(0.5)),
        ("/text", Value::Null),
        ("/attack/probability", json!(1.2)),
        ("/attack/probability", Value::Null),
        ("/attack/flagged", json!("yes")),
        ("/attack/findings/0/category", json!("rudeness")),
        ("/attack/findings/0/start", json!(-3)),
        ("/attack/findings/0/text", json!("")),
        ("/attack/findings/0/rule", json!("Some Rule")),
        ("/attack/findings/0/target/kind", json!("dog")),
        ("/attack/findings/0/severity", json!(3)),
        ("/relevance/band", json!("near")),
        ("/relevance/terms", json!("ferry")),
        ("/decision/action", json!("delete")),
        ("/decision/reasons", json!(["because"])),
        ("/provenance/policy", json!("default")),
    ];
    for (path, value) in changes {
        let mut row = row.clone();
        *row.pointer_mut(path).unwrap_or_else(|| panic!("{path} is a key")) = value.clone();
        assert!(!validator.is_valid(&row), "{path} = {value}");
    }
    for path in
        ["", "/attack", "/attack/findings/0", "/attack/findings/0/target", "/relevance", "/decision", "/provenance"]
    {
        let mut more = row.clone();
        more.pointer_mut(path).unwrap()["colour"] = json!("red");
        assert!(!validator.is_valid(&more), "{path} with a key more");
        let keys: Vec<String> = row.pointer(path).unwrap().as_object().unwrap().keys().cloned().collect();
        for key in keys {
            let mut less = row.clone();
            less.pointer_mut(path).unwrap().as_object_mut().unwrap().remove(&key);
            assert!(!validator.is_valid(&less), "{path} without {key}");
        }
    }
}

#[test]
fn the_schema_knows_the_words_that_the_code_knows() {
    let (schema, _) = schema();
    let words = |path: &str| -> Vec<String> {
        let words = schema.pointer(path).unwrap_or_else(|| panic!("{path}")).as_array().unwrap();
        words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect()
    };
    let same = |path: &str, names: Vec<&'static str>| assert_eq!(words(path), names, "{path}");
    same("/properties/parent_cue/enum", Cue::ALL.map(Cue::as_str).to_vec());
    same("/$defs/attack/properties/verdict/enum", AttackVerdict::ALL.iter().map(|verdict| verdict.as_str()).collect());
    same("/$defs/finding/properties/category/enum", Category::ALL.iter().map(|category| category.as_str()).collect());
    same("/$defs/finding/properties/severity/enum", Severity::ALL.iter().map(|severity| severity.as_str()).collect());
    let target = "/$defs/finding/properties/target/properties";
    same(&format!("{target}/kind/enum"), TargetKind::ALL.iter().map(|kind| kind.as_str()).collect());
    same(&format!("{target}/via/enum"), Via::ALL.iter().map(|via| via.as_str()).collect());
    same("/$defs/relevance/properties/verdict/enum", RelevanceVerdict::ALL.map(RelevanceVerdict::as_str).to_vec());
    same("/$defs/relevance/properties/band/enum", Band::ALL.map(Band::as_str).to_vec());
    same("/$defs/decision/properties/action/enum", Action::ALL.map(Action::as_str).to_vec());
}
