//! Which encoding the bytes are in, told from a sample at their start.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::{Error, ErrorKind, Place, Problem};

/// What a sample says about the whole input.
#[derive(Debug)]
pub(crate) struct Sniffed {
    pub(crate) encoding: &'static Encoding,
    /// Length of the byte order mark.
    pub(crate) bom: usize,
    /// Set where the encoding is a guess.
    pub(crate) problem: Option<Problem>,
}

impl Sniffed {
    /// Nothing is said, and nothing transcoded.
    pub(crate) const BYTES: Sniffed = Sniffed { encoding: UTF_8, bom: 0, problem: None };
}

/// Tells the encoding of an input from a sample of it; `whole` when the sample is all there is.
pub(crate) fn sniff(sample: &[u8], whole: bool) -> Result<Sniffed, Error> {
    if let Some(name) = MAGIC.iter().find(|(magic, _)| sample.starts_with(magic)).map(|(_, name)| name) {
        return Err(Error::new(ErrorKind::Binary, Place::default(), format!("this is {name}, not text")));
    }
    if sample.starts_with(&[0xFF, 0xFE, 0, 0]) || sample.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return Err(Error::new(ErrorKind::Encoding, Place::default(), "this is UTF-32; convert it to UTF-8"));
    }
    if let Some((encoding, bom)) = Encoding::for_bom(sample) {
        return Ok(Sniffed { encoding, bom, problem: None });
    }
    if let Some(name) = utf16_without_bom(sample) {
        let message = format!("this looks like {name} without a byte order mark; convert it to UTF-8 or add the mark");
        return Err(Error::new(ErrorKind::Encoding, Place::default(), message));
    }
    let controls = sample.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    if controls > FEW_CONTROLS && controls * MOST_CONTROLS_ONE_IN > sample.len() {
        return Err(Error::new(ErrorKind::Binary, Place::default(), "this holds too many control characters for text"));
    }
    let (valid, invalid) = utf8_evidence(sample, whole);
    if invalid == 0 || valid > invalid {
        return Ok(Sniffed { encoding: UTF_8, bom: 0, problem: None });
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, whole);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    let message = format!("the text is not UTF-8; it was read as {}", encoding.name());
    let problem = Some(Problem::new("legacy-encoding", Place::default(), message));
    Ok(Sniffed { encoding, bom: 0, problem })
}

/// One control character in this many bytes is still text with damage; more is not text.
///
/// A guess: real damaged pages hold a handful, executables and images one in four.
const MOST_CONTROLS_ONE_IN: usize = 10;

/// So few control characters never make a file binary, however short it is.
const FEW_CONTROLS: usize = 4;

/// How files start that people take for text files.
const MAGIC: &[(&[u8], &str)] = &[
    (&[0x1F, 0x8B], "a gzip archive"),
    (b"PK\x03\x04", "a zip archive"),
    (&[0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"),
    (b"BZh9", "a bzip2 archive"),
    (&[0xFD, b'7', b'z', b'X', b'Z', 0], "an xz archive"),
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (&[0xFF, 0xD8, 0xFF], "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7FELF", "a program"),
];

/// The name of the UTF-16 variety whose high bytes fill one half of the sample.
fn utf16_without_bom(sample: &[u8]) -> Option<&'static str> {
    const FEWEST_BYTES: usize = 8;
    // High bytes of Latin, Greek, Cyrillic, Hebrew and Arabic text.
    const HIGHEST: u8 = 6;
    if sample.len() < FEWEST_BYTES {
        return None;
    }
    let low = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte <= HIGHEST).count();
    let (even, odd) = (low(0), low(1));
    let half = sample.len() / 2;
    let fills = |many: usize, few: usize| many * 10 >= half * 7 && few * 10 <= half;
    match () {
        () if fills(odd, even) => Some(UTF_16LE.name()),
        () if fills(even, odd) => Some(UTF_16BE.name()),
        () => None,
    }
}

/// Counts multi-byte sequences that are UTF-8 and places that are not.
fn utf8_evidence(sample: &[u8], whole: bool) -> (usize, usize) {
    let (mut valid, mut invalid) = (0, 0);
    let mut rest = sample.utf8_chunks().peekable();
    while let Some(chunk) = rest.next() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        // A character cut off by the end of the sample is no error.
        let cut_off = rest.peek().is_none() && !whole && chunk.invalid().len() < 4;
        invalid += usize::from(!chunk.invalid().is_empty() && !cut_off);
    }
    (valid, invalid)
}

/// Turns any encoding into UTF-8 on the way; malformed input becomes U+FFFD.
pub(crate) struct Transcoder<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_start: usize,
    raw_end: usize,
    source_ended: bool,
    decoder_ended: bool,
    utf8: Vec<u8>,
    utf8_start: usize,
}

impl<R: Read> Transcoder<R> {
    const BLOCK_BYTES: usize = 64 << 10;

    pub(crate) fn new(source: R, encoding: &'static Encoding) -> Self {
        Transcoder {
            source,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; Self::BLOCK_BYTES],
            raw_start: 0,
            raw_end: 0,
            source_ended: false,
            decoder_ended: false,
            utf8: Vec::new(),
            utf8_start: 0,
        }
    }

    /// Decodes one more block.
    fn refill(&mut self) -> io::Result<()> {
        if self.raw_start == self.raw_end && !self.source_ended {
            self.raw_start = 0;
            self.raw_end = read_some(&mut self.source, &mut self.raw)?;
            self.source_ended = self.raw_end == 0;
        }
        self.utf8.resize(3 * Self::BLOCK_BYTES, 0);
        let raw = &self.raw[self.raw_start..self.raw_end];
        let (result, read, written, _) = self.decoder.decode_to_utf8(raw, &mut self.utf8, self.source_ended);
        self.decoder_ended = self.source_ended && result == CoderResult::InputEmpty;
        self.raw_start += read;
        self.utf8.truncate(written);
        self.utf8_start = 0;
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.utf8_start == self.utf8.len() && !self.decoder_ended {
            self.refill()?;
        }
        let count = out.len().min(self.utf8.len() - self.utf8_start);
        out[..count].copy_from_slice(&self.utf8[self.utf8_start..self.utf8_start + count]);
        self.utf8_start += count;
        Ok(count)
    }
}

/// Reads once, trying again when a signal came between.
pub(crate) fn read_some(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{Transcoder, sniff};
    use crate::ErrorKind;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn tells_the_encoding_or_says_why_not() {
        let le = utf16("The ferry is late, said the mate.", true);
        let be = utf16("The ferry is late, said the mate.", false);
        let cyrillic = utf16("Паром снова опоздал на два часа", true);
        let mut le_bom = vec![0xFF, 0xFE];
        le_bom.extend(&le);
        let cases: &[(&[u8], Result<&str, ErrorKind>)] = &[
            (b"", Ok("UTF-8")),
            (b"plain words", Ok("UTF-8")),
            ("d\u{e9}j\u{e0} vu".as_bytes(), Ok("UTF-8")),
            (b"\xEF\xBB\xBFmarked", Ok("UTF-8")),
            (b"caf\xE9 au lait, s'il vous pla\xEEt", Ok("windows-1252")),
            (b"one bad \xFF byte after \xC3\xA9\xC3\xA9", Ok("UTF-8")),
            (b"a NUL \0 in a long enough text stays text", Ok("UTF-8")),
            (&le_bom, Ok("UTF-16LE")),
            (&le, Err(ErrorKind::Encoding)),
            (&be, Err(ErrorKind::Encoding)),
            (&cyrillic, Err(ErrorKind::Encoding)),
            (b"\x1F\x8B\x08\0\0\0", Err(ErrorKind::Binary)),
            (b"PK\x03\x04\x14\0", Err(ErrorKind::Binary)),
            (&[0, 1, 2, 3, 4, 5, 250, 1, 2, 3], Err(ErrorKind::Binary)),
        ];
        for (bytes, expected) in cases {
            let found = sniff(bytes, true).map(|sniffed| sniffed.encoding.name()).map_err(|error| error.kind());
            assert_eq!(found, *expected, "{bytes:?}");
        }
        assert!(sniff(&le, true).unwrap_err().to_string().contains("UTF-16LE"));
        assert!(sniff(&be, true).unwrap_err().to_string().contains("UTF-16BE"));
        // The sample may end inside a character.
        assert_eq!(sniff(b"caf\xC3", false).unwrap().encoding.name(), "UTF-8");
    }

    #[test]
    fn transcodes_across_block_borders() {
        let text = "Ä–ß ".repeat(70_000);
        let mut out = String::new();
        Transcoder::new(utf16(&text, false).as_slice(), encoding_rs::UTF_16BE).read_to_string(&mut out).unwrap();
        assert_eq!(out, text);
        let mut out = String::new();
        Transcoder::new(&b"ends in half a unit\0"[..], encoding_rs::UTF_16LE).read_to_string(&mut out).unwrap();
        assert!(!out.is_empty());
    }
}
