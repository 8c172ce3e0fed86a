//! Packed inputs: gzip and zstd, unpacked on the way with caps on what comes out.

use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use crate::{Error, ErrorKind, Place};

/// What may come out of an archive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caps {
    /// Bytes in all.
    pub(crate) bytes: u64,
    /// Bytes for every byte that goes in.
    pub(crate) ratio: u64,
}

const GZIP: &[u8] = &[0x1F, 0x8B];
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];

/// Largest zstd window, in bytes: the 2 GiB of `--long=31`, which Reddit archives are packed with.
const LARGEST_WINDOW: u64 = 1 << 31;

/// Bytes that may come out before the ratio counts; small files of one word pack well.
const RATIO_COUNTS_FROM: u64 = 16 << 20;

/// The input, unpacked if its first bytes say that it is packed.
///
/// What comes out is not unpacked again: an archive in an archive is refused
/// where its text is looked at.
pub(crate) fn unpack<'r>(
    mut input: Box<dyn Read + Send + 'r>,
    caps: Caps,
) -> Result<(Box<dyn Read + Send + 'r>, Option<&'static str>), Error> {
    let mut first = [0; 4];
    let mut length = 0;
    while length < first.len() {
        match crate::encoding::read_some(&mut input, &mut first[length..])? {
            0 => break,
            read => length += read,
        }
    }
    let start = first[..length].to_vec();
    let packed_bytes = Arc::new(AtomicU64::new(0));
    let is_gzip = start.starts_with(GZIP);
    let is_zstd = start.starts_with(ZSTD);
    let whole = io::Cursor::new(start).chain(input);
    if !is_gzip && !is_zstd {
        return Ok((Box::new(whole), None));
    }
    let counted = BufReader::with_capacity(128 << 10, Counted { source: whole, bytes: packed_bytes.clone() });
    let source: Box<dyn Read + Send + 'r> = if is_gzip {
        Box::new(MultiGzDecoder::new(counted))
    } else {
        let frames = Frames { source: Some(counted), frame: None };
        Box::new(frames)
    };
    let name = if is_gzip { "gzip" } else { "zstd" };
    Ok((Box::new(Capped { source, name, packed_bytes, unpacked_bytes: 0, caps }), Some(name)))
}

/// Counts what is read.
struct Counted<R> {
    source: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(out)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// The frames of a zstd file, one behind the other.
struct Frames<R: io::BufRead> {
    source: Option<R>,
    frame: Option<Box<StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>>,
}

impl<R: io::BufRead> Read for Frames<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let read = frame.read(out)?;
                if read > 0 || out.is_empty() {
                    return Ok(read);
                }
            }
            if let Some(frame) = self.frame.take() {
                self.source = Some(frame.into_inner());
            }
            let Some(mut source) = self.source.take() else { return Ok(0) };
            if source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let frame = StreamingDecoder::new_with_max_window_size(source, LARGEST_WINDOW).map_err(io::Error::other)?;
            self.frame = Some(Box::new(frame));
        }
    }
}

/// Ends in an error when more comes out than the caps allow.
struct Capped<R> {
    source: R,
    name: &'static str,
    packed_bytes: Arc<AtomicU64>,
    unpacked_bytes: u64,
    caps: Caps,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(out).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ => io::Error::new(
                error.kind(),
                Refused(ErrorKind::Archive, format!("the {} archive is damaged: {error}", self.name)),
            ),
        })?;
        self.unpacked_bytes += read as u64;
        let packed = self.packed_bytes.load(Ordering::Relaxed).max(1);
        let refusal = if self.unpacked_bytes > self.caps.bytes {
            format!("more than {} bytes come out of the {} archive", self.caps.bytes, self.name)
        } else if self.unpacked_bytes > RATIO_COUNTS_FROM && self.unpacked_bytes / packed > self.caps.ratio {
            format!("the {} archive unpacks to more than {} times its size", self.name, self.caps.ratio)
        } else {
            return Ok(read);
        };
        Err(io::Error::other(Refused(ErrorKind::TooLarge, refusal)))
    }
}

/// What stands behind an I/O error of an archive.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) ErrorKind, pub(crate) String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.1)
    }
}

impl std::error::Error for Refused {}

impl Refused {
    /// The error that an I/O error stands for.
    pub(crate) fn error(error: &io::Error) -> Option<Error> {
        let refused = error.get_ref()?.downcast_ref::<Refused>()?;
        Some(Error::new(refused.0, Place::default(), refused.1.clone()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::{Caps, unpack};

    const CAPS: Caps = Caps { bytes: 100 << 20, ratio: 200 };

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn unpacked(bytes: &[u8], caps: Caps) -> Result<Vec<u8>, String> {
        let (mut source, _) = unpack(Box::new(bytes), caps).unwrap();
        let mut out = Vec::new();
        source.read_to_end(&mut out).map(|_| out).map_err(|error| error.to_string())
    }

    #[test]
    fn unpacks_what_is_packed_and_nothing_else() {
        let text = b"The ferry is late. ".repeat(1000);
        for packed in [text.clone(), gzip(&text), zstd(&text)] {
            assert_eq!(unpacked(&packed, CAPS).unwrap(), text);
        }
        for pack in [gzip, zstd] {
            let twice = [pack(b"one "), pack(b"two")].concat();
            assert_eq!(unpacked(&twice, CAPS).unwrap(), b"one two");
            let cut = &pack(&text)[..20];
            assert!(unpacked(cut, CAPS).unwrap_err().contains("damaged"));
        }
        for short in [&b""[..], b"x", b"\x1f"] {
            assert_eq!(unpacked(short, CAPS).unwrap(), short);
        }
    }

    #[test]
    fn bombs_are_defused() {
        let bomb = gzip(&vec![0; 64 << 20]);
        assert!(unpacked(&bomb, CAPS).unwrap_err().contains("200 times"));
        assert!(unpacked(&gzip(&vec![7; 4000]), Caps { bytes: 1000, ratio: 200 }).unwrap_err().contains("1000 bytes"));
    }
}
