//! Writes a dump of generated threads to standard output, as large as a test of memory needs it.
//!
//! `cargo run --release -p threadwarden-testkit --example dump -- wordpress-wxr 100000 > dump.xml`

use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use threadwarden_testkit::{Dump, dump};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let format = args.next().as_deref().and_then(Dump::from_name);
    let threads = args.next().and_then(|threads| threads.parse().ok());
    let (Some(format), Some(threads)) = (format, threads) else {
        let names: Vec<&str> = Dump::ALL.into_iter().map(Dump::as_str).collect();
        let _ = writeln!(io::stderr(), "usage: dump {} THREADS", names.join("|"));
        return ExitCode::from(2);
    };
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    match dump(format, threads, &mut out).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}
