//! Files that must not outlive the program unless they are put in place, also when it is told to stop.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A file under a hidden name of its own, which goes when this value does.
#[derive(Debug)]
pub(crate) struct Unfinished {
    file: File,
    path: PathBuf,
}

/// The paths of all of them.
static PATHS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn paths() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    PATHS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Unfinished {
    /// Makes a file in a folder.
    pub(crate) fn create_in(folder: &Path) -> io::Result<Self> {
        #[cfg(unix)]
        signals::watch();
        let mut builder = tempfile::Builder::new();
        builder.prefix(".threadwarden-");
        // A temporary file is private by default; a report is as public as any new file.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        // Whoever stops the program waits until the file is known.
        let mut paths = paths();
        let (file, path) = builder.tempfile_in(folder).map_err(without_path)?.keep().map_err(|error| error.error)?;
        paths.insert(path.clone());
        Ok(Unfinished { file, path })
    }

    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Gives the file the name it was made for.
    pub(crate) fn put_in_place(self, name: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        let mut paths = paths();
        fs::rename(&self.path, name)?;
        paths.remove(&self.path);
        Ok(())
    }
}

/// What went wrong alone: nobody asked for a file under the hidden name.
fn without_path(error: io::Error) -> io::Error {
    error.kind().into()
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if paths().remove(&self.path) {
            // Nobody is left to tell.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(unix)]
mod signals {
    use std::fs;
    use std::sync::Once;
    use std::thread;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    use super::paths;

    /// Takes the files away when the program is told to stop, and then lets it end as it would have without.
    pub(super) fn watch() {
        static WATCH: Once = Once::new();
        WATCH.call_once(|| {
            let ignored = ignored();
            let heeded = [SIGHUP, SIGINT, SIGQUIT, SIGTERM].into_iter().filter(|signal| ignored & bit(*signal) == 0);
            // Where nothing can be watched, a file may be left behind; the work goes on.
            let Ok(mut signals) = Signals::new(heeded) else { return };
            thread::spawn(move || {
                if let Some(signal) = signals.forever().next() {
                    // Held to the end, so that no file comes after.
                    let paths = paths();
                    for path in paths.iter() {
                        let _ = fs::remove_file(path);
                    }
                    let _ = emulate_default_handler(signal);
                }
            });
        });
    }

    /// The signals that whoever started the program does not want it to hear, as `nohup` does.
    fn ignored() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        // Where that cannot be known, the end of a terminal is left as it is.
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(bit(SIGHUP))
    }

    fn bit(signal: i32) -> u64 {
        1 << (signal - 1)
    }
}
