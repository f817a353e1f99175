//! The rules of the house that a program can hold: no file is too long, and no files depend on each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Lines of a file, its tests not counted.
const MOST_LINES: usize = 600;
/// Lines of a file of the page's element.
const MOST_LINES_OF_A_ROOM: usize = 400;

/// All files under a folder with an ending, but for what is fetched or built.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the project").map(|entry| entry.expect("an entry").path()) {
        let name = entry.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if entry.is_dir() && !["node_modules", "target", "dist"].contains(&name) {
            found.extend(files(&entry, ending));
        } else if name.ends_with(ending) {
            found.push(entry);
        }
    }
    found.sort();
    found
}

/// What a Rust file holds before its tests.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

type Graph = BTreeMap<String, BTreeSet<String>>;

/// The files that can be come to from themselves.
fn circles(graph: &Graph) -> Vec<String> {
    let reaches_itself = |start: &String| {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&String> = graph[start].iter().collect();
        while let Some(next) = waiting.pop() {
            if seen.insert(next) {
                waiting.extend(graph.get(next).into_iter().flatten());
            }
        }
        seen.contains(start)
    };
    graph.keys().filter(|file| reaches_itself(file)).cloned().collect()
}

/// What each file of the page imports, by paths.
fn page(root: &Path) -> Graph {
    let imports = |file: &PathBuf| {
        let text = fs::read_to_string(file).expect("a text");
        let folder = file.parent().expect("a folder");
        let named = text.split(['\'', '"']).filter(|word| word.starts_with('.') && word.ends_with(".ts"));
        named.filter_map(|word| folder.join(word).canonicalize().ok()).map(|path| path.display().to_string()).collect()
    };
    files(&root.join("www/src"), ".ts").iter().map(|file| (file.display().to_string(), imports(file))).collect()
}

/// What each module of a crate uses, by paths such as `fit::training`, as its `use` lines at the margin say.
fn modules(source: &Path) -> Graph {
    let all: BTreeMap<String, PathBuf> = files(source, ".rs")
        .into_iter()
        .map(|file| {
            let path = file.strip_prefix(source).expect("under the source").with_extension("");
            let parts: Vec<_> = path.iter().filter_map(|part| part.to_str()).collect();
            let parts: Vec<_> = parts.into_iter().filter(|part| !["mod", "lib", "main"].contains(part)).collect();
            (parts.join("::"), file)
        })
        .collect();
    let uses = |(name, file): (&String, &PathBuf)| {
        let text = fs::read_to_string(file).expect("a text");
        let statements =
            without_tests(&text).split("\nuse ").skip(1).filter_map(|rest| rest.split(';').next().map(str::to_owned));
        let paths = statements.flat_map(|statement| spread(&without_aliases(&statement)));
        let found = paths.filter_map(|path| resolved(&path, name, &all)).filter(|other| other != name);
        (name.clone(), found.collect())
    };
    all.iter().map(uses).collect()
}

/// A path without white space and the names that it is given: `a::b as c, d` as `a::b,d`.
fn without_aliases(statement: &str) -> String {
    let mut words = statement.split_whitespace();
    let mut path = String::new();
    while let Some(word) = words.next() {
        match (word, words.clone().next()) {
            ("as", Some(alias)) => {
                words.next();
                path.extend(alias.chars().filter(|c| ",}".contains(*c)));
            }
            _ => path.push_str(word),
        }
    }
    path
}

/// `a::{b, c::{d}}` as `a::b`, `a::c::d`.
fn spread(path: &str) -> Vec<String> {
    let Some((head, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
    let inner = rest.strip_suffix('}').unwrap_or(rest);
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in inner.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("one at least").push(c);
    }
    parts.iter().flat_map(|part| spread(part)).map(|part| format!("{head}{part}")).collect()
}

/// The module of this crate that a path leads to, as far as it leads to one.
fn resolved(path: &str, from: &str, all: &BTreeMap<String, PathBuf>) -> Option<String> {
    let mut parts = path.split("::").peekable();
    let mut place: Vec<&str> = from.split("::").filter(|part| !part.is_empty()).collect();
    match parts.peek()? {
        &"crate" => {
            parts.next();
            place.clear();
        }
        &"super" => {
            while parts.next_if(|part| *part == "super").is_some() {
                place.pop();
            }
        }
        first => {
            let child = place.iter().chain([first]).copied().collect::<Vec<_>>().join("::");
            all.get(&child)?;
        }
    }
    for part in parts {
        place.push(part);
        if !all.contains_key(&place.join("::")) {
            place.pop();
            break;
        }
    }
    Some(place.join("::")).filter(|name| all.contains_key(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the project")
    }

    #[test]
    fn no_file_is_too_long() {
        let root = root();
        let length = |file: &PathBuf| without_tests(&fs::read_to_string(file).expect("a text")).lines().count();
        let all = [("crate", ".rs"), ("xtask", ".rs"), ("www/src", ".ts"), ("www/src", ".css")];
        let long = all.iter().flat_map(|(folder, ending)| files(&root.join(folder), ending)).filter(|file| {
            let most = if file.starts_with(root.join("www/src/lab")) { MOST_LINES_OF_A_ROOM } else { MOST_LINES };
            length(file) > most
        });
        assert_eq!(long.collect::<Vec<_>>(), Vec::<PathBuf>::new());
    }

    /// A field at the margin of a file of `name: value` or `name = "value"`, or at that of its lists.
    fn field<'a>(text: &'a str, name: &str) -> &'a str {
        let value = text.lines().find_map(|line| line.trim_start_matches([' ', '-']).strip_prefix(name));
        value.expect(name).trim_matches([' ', ':', '=', '[', ']', '"'])
    }

    #[test]
    fn what_a_citation_says_is_what_the_workspace_says() {
        let read = |name: &str| fs::read_to_string(root().join(name)).expect(name);
        let (cited, built) = (read("CITATION.cff"), read("Cargo.toml"));
        assert_eq!(field(&cited, "version"), field(&built, "version"));
        assert_eq!(field(&cited, "name"), field(&built, "authors"));
        let (_, licences) = cited.split_once("license:\n").expect("licences");
        let licences: Vec<&str> = licences.lines().map_while(|line| line.trim().strip_prefix("- ")).collect();
        assert_eq!(licences.join(" OR "), field(&built, "license"));
    }

    #[test]
    fn no_files_depend_on_each_other_in_a_circle() {
        let root = root();
        let page = page(&root);
        assert!(page.len() > 80 && page.values().map(BTreeSet::len).sum::<usize>() > 200);
        assert_eq!(circles(&page), Vec::<String>::new());
        for name in ["alleyway", "lab", "wasm", "cli"] {
            let graph = modules(&root.join("crate").join(name).join("src"));
            assert_eq!(circles(&graph), Vec::<String>::new(), "{name}");
        }
        let lab = modules(&root.join("crate/lab/src"));
        assert!(lab["split::report"].contains("split::chain") && lab["split"].contains("contract::config"));
    }

    #[test]
    fn a_circle_is_found() {
        let graph = |edges: &[(&str, &[&str])]| -> Graph {
            let of =
                |(from, to): &(&str, &[&str])| ((*from).to_owned(), to.iter().map(|to| (*to).to_owned()).collect());
            edges.iter().map(of).collect()
        };
        assert_eq!(circles(&graph(&[("a", &["b"]), ("b", &["c"]), ("c", &[])])), Vec::<String>::new());
        assert_eq!(circles(&graph(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"])])), ["b", "c"]);
        assert_eq!(spread(&without_aliases("a::{b as x, c::{d, e as y}}")), ["a::b", "a::c::d", "a::c::e"]);
    }
}
