//! Which files the inputs on the command line stand for, and what their threads are called.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::exit::{Failure, Kind};
use crate::settings::extension;

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// The file; none for standard input.
    path: Option<PathBuf>,
    /// The name of its thread where it states none.
    pub(crate) thread_id: String,
}

impl Source {
    /// The name that messages use.
    pub(crate) fn name(&self) -> String {
        self.path.as_ref().map_or_else(|| "standard input".to_owned(), |path| path.display().to_string())
    }

    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether the name promises more than the text of a page.
    pub(crate) fn is_data(&self) -> bool {
        self.path.as_deref().is_some_and(|path| DATA.contains(&extension(path).as_str()))
    }

    pub(crate) fn open(&self) -> Result<Box<dyn Read + Send>, Failure> {
        match &self.path {
            None => Ok(Box::new(io::stdin())),
            Some(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) => Err(Failure::of_file(Kind::Input, path, error)),
            },
        }
    }
}

/// Kinds of files taken from folders. A file given by name is read whatever it is called.
const KINDS: &[&str] = &[
    "txt", "text", "jsonl", "ndjson", "json", "csv", "tsv", "html", "htm", "xhtml", "xml", "wxr", "mbox", "gz", "zst",
];

/// Those of exports and tables.
const DATA: &[&str] = &["jsonl", "ndjson", "json", "csv", "tsv", "xml", "wxr", "mbox"];

/// File names that say nothing about a thread; its folder does.
const GENERIC_STEMS: &[&str] = &["page", "index", "thread", "comments", "input", "article"];

/// Lists the sources behind the inputs, in their order, and what could not be listed.
///
/// The files of a folder come sorted by path; symbolic links in it are not
/// followed, and hidden files and files of other kinds are left out.
pub(crate) fn expand(inputs: &[PathBuf]) -> (Vec<Source>, Vec<Failure>) {
    let (mut sources, mut failures) = (Vec::new(), Vec::new());
    let mut taken = HashSet::new();
    for input in inputs {
        if input.as_os_str() == "-" {
            sources.push(Source { path: None, thread_id: unique("stdin".to_owned(), &mut taken) });
            continue;
        }
        let files = if input.is_dir() { walk(input, &mut failures) } else { vec![input.clone()] };
        for file in files {
            let thread_id = unique(thread_name(&file), &mut taken);
            sources.push(Source { path: Some(file), thread_id });
        }
    }
    (sources, failures)
}

fn walk(folder: &Path, failures: &mut Vec<Failure>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                failures.push(Failure::of_file(Kind::Input, &folder, error));
                continue;
            }
        };
        for entry in entries {
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            match entry.file_type() {
                Ok(_) if hidden => {}
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() && is_known(&entry.path()) => files.push(entry.path()),
                Ok(_) => {}
                Err(error) => failures.push(Failure::of_file(Kind::Input, &entry.path(), error)),
            }
        }
    }
    files.sort();
    if files.is_empty() && failures.is_empty() {
        let message = format!("no file of a known kind in it ({})", KINDS.join(", "));
        failures.push(Failure::of_file(Kind::Input, folder, message));
    }
    files
}

fn is_known(file: &Path) -> bool {
    KINDS.contains(&extension(file).as_str())
}

/// The file's name without extension, or its folder's where that says more.
fn thread_name(file: &Path) -> String {
    let name = |part: Option<&std::ffi::OsStr>| part.map(|part| part.to_string_lossy().into_owned());
    let stem = name(file.file_stem()).unwrap_or_else(|| "thread".to_owned());
    if GENERIC_STEMS.contains(&stem.to_ascii_lowercase().as_str()) {
        name(file.parent().and_then(Path::file_name)).unwrap_or(stem)
    } else {
        stem
    }
}

/// The name, with a number behind it when another thread has it.
fn unique(name: String, taken: &mut HashSet<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 1;
    while !taken.insert(candidate.clone()) {
        number += 1;
        candidate = format!("{name}-{number}");
    }
    candidate
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{expand, thread_name};

    #[test]
    fn threads_are_named_after_files_or_their_folders() {
        let cases = [
            ("seeds/asia-times/page.txt", "asia-times"),
            ("a/Index.html", "a"),
            ("page.txt", "page"),
            ("exports/ferry.jsonl", "ferry"),
            ("ferry.2024.csv", "ferry.2024"),
        ];
        for (file, name) in cases {
            assert_eq!(thread_name(Path::new(file)), name, "{file}");
        }
    }

    #[test]
    fn no_two_threads_share_a_name() {
        let inputs = ["x/ferry.txt", "y/ferry.csv", "-", "-", "ferry-2.txt"].map(PathBuf::from);
        let (sources, failures) = expand(&inputs);
        let names: Vec<&str> = sources.iter().map(|source| source.thread_id.as_str()).collect();
        assert_eq!(names, ["ferry", "ferry-2", "stdin", "stdin-2", "ferry-2-2"]);
        assert!(failures.is_empty());
    }
}
