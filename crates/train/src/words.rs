//! `words`: writes the filter of ordinary English words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde::Deserialize;
use threadwarden_attack::training::{innocent_words, is_insult, ordinary_words_file};
use threadwarden_text::Document;

use crate::error::Error;

/// What `words` is asked to do.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The folder with `relevance/background`.
    #[arg(long)]
    data: PathBuf,
    /// Where the filter goes.
    #[arg(long, short, default_value = "crates/attack/model/ordinary-words.bin")]
    pub(crate) output: PathBuf,
}

impl Args {
    /// The file as it is shipped, from the folder of the labelled sets.
    pub(crate) fn standard(data: &Path) -> Args {
        Args { data: data.to_owned(), output: "crates/attack/model/ordinary-words.bin".into() }
    }
}

/// The English words of two and three letters. What else is so short is an
/// abbreviation, a name or half of a word ("id", "iot"), and no word to be parted from.
const SHORT_WORDS: &str = "ad ah am an as at ax be by do eh er go ha he hi hm if in is it la lo me my no of oh ok on or ox \
    pa so to uh um up us we ye yo \
    ace act add age ago aid ail aim air ale all and ant any ape apt arc are ark arm art ash ask ate awe axe aye bad bag \
    ban bar bat bay bed bee beg bet bib bid big bin bit boo bow box boy bra bud bug bun bus but buy bye cab can cap car \
    cat cob cod cog con cop cot cow coy cry cub cue cup cut dad dam day den dew did die dig dim din dip doe dog dot dry \
    dub due dug duo dye ear eat ebb egg ego elf elk elm end era eve ewe eye fab fad fan far fat fax fed fee few fib fig \
    fin fir fit fix flu fly foe fog for fox fry fun fur gag gap gas gay gel gem get gig gin god got gum gun gut guy gym \
    had ham has hat hay hem hen her hey hid him hip his hit hob hoe hop hot how hub hue hug huh hum hut ice icy ill imp \
    ink inn ion its ivy jab jam jar jaw jay jet jew job jog jot joy jug keg key kid kin kit lab lad lag lap law lax lay \
    led leg let lid lie lip lit log lot low mad man map mat may men met mid mix mob mop mud mug mum nag nap net new nil \
    nip nod nor not now nun nut oak oar oat odd off oil old one opt orb ore our out owe owl own pad pal pan par pat paw \
    pay pea peg pen pep per pet pew pie pig pin pit ply pod pop pot pro pub pun pup put rag ram ran rap rat raw ray red \
    rib rid rig rim rip rob rod rot row rub rug rum run rye sad sag sap sat saw say sea see set sew sex she shy sin sip \
    sir sit six ski sky sly sob sod son sow soy spa spy sub sue sum sun tab tag tan tap tar tax tea ten the thy tie tin \
    tip toe ton too top toy try tub tug two urn use van vat vet via vow wag war was wax way web wed wee wet who why wig \
    win wit woe won wow yen yes yet you zip zoo i'd i'm he'd we'd";

const LONGEST_SHORT_WORD: usize = 3;

/// Fewest texts of a source a word must stand in. Editors let a misspelling pass
/// once, hardly three times; readers repeat the common ones, so they need more.
const FEWEST_ARTICLES: u32 = 3;
const FEWEST_COMMENTS: u32 = 10;

#[derive(Deserialize)]
struct Text {
    #[serde(default)]
    title: String,
    #[serde(default, alias = "body")]
    text: String,
}

/// Counts the words of the background articles and of news comments, and writes the filter.
pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let sources = [
        ("relevance/background/fnc1/articles.jsonl", FEWEST_ARTICLES),
        ("attack/train/toxic_spans_acl2022.jsonl", FEWEST_COMMENTS),
    ];
    let mut words = BTreeSet::new();
    for (source, fewest) in sources {
        let texts = crate::attack::jsonl::<Text>(&args.data.join(source))?;
        words.extend(words_in(&texts, fewest));
    }
    let short: BTreeSet<&str> = SHORT_WORDS.split_ascii_whitespace().collect();
    words.retain(|word| word.len() > LONGEST_SHORT_WORD || short.contains(word.as_str()));
    words.extend(innocent_words().map(str::to_owned));
    words.retain(|word| !word.is_empty() && !is_insult(word));
    let filter = ordinary_words_file(words.iter().map(String::as_str));
    std::fs::write(&args.output, &filter).map_err(|error| Error::new(&args.output, error))?;
    crate::say(format_args!("{} words, {} bytes", words.len(), filter.len()));
    Ok(())
}

/// The words that stand in at least so many of the texts.
fn words_in(texts: &[Text], fewest: u32) -> impl Iterator<Item = String> {
    // By word: in how many texts, and in which one last.
    let mut counts: BTreeMap<String, (u32, usize)> = BTreeMap::new();
    for (number, text) in texts.iter().enumerate() {
        for part in [&text.title, &text.text] {
            let document = Document::new(part);
            for word in
                document.words().filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\''))
            {
                let (texts, last) = counts.entry(word.to_owned()).or_insert((0, usize::MAX));
                if *last != number {
                    (*texts, *last) = (*texts + 1, number);
                }
            }
        }
    }
    counts.into_iter().filter(move |(_, (texts, _))| *texts >= fewest).map(|(word, _)| word)
}
