//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::exit::{Failure, Kind};
use crate::unfinished::Unfinished;

/// A file being written. Until [`commit`](OutputFile::commit) nothing stands under its name.
#[derive(Debug)]
pub(crate) struct OutputFile {
    path: PathBuf,
    out: BufWriter<Target>,
}

#[derive(Debug)]
enum Target {
    /// A file beside the one meant, renamed in the end.
    Beside(Unfinished),
    /// A device or a named pipe: there is nothing to rename.
    Direct(File),
}

impl OutputFile {
    /// Starts a file; fails at once where it could not be put in place later.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let target = Target::create(path).map_err(|error| Failure::of_file(Kind::Output, path, error))?;
        Ok(OutputFile { path: path.to_owned(), out: BufWriter::new(target) })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the file in place.
    pub(crate) fn commit(self) -> Result<(), Failure> {
        let OutputFile { path, out } = self;
        let put = || -> io::Result<()> {
            let target = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            let Target::Beside(file) = target else { return Ok(()) };
            file.put_in_place(&destination(&path)?)
        };
        put().map_err(|error| Failure::of_file(Kind::Output, &path, error))
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Target {
    fn create(path: &Path) -> io::Result<Target> {
        let existing = match fs::metadata(path) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if let Some(metadata) = &existing {
            if metadata.is_dir() {
                return Err(io::Error::other("is a folder"));
            }
            if !metadata.is_file() {
                return File::options().write(true).open(path).map(Target::Direct);
            }
            if metadata.permissions().readonly() {
                return Err(io::Error::other("is read-only"));
            }
        }
        let destination = destination(path)?;
        let folder = match destination.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if !folder.is_dir() {
            return Err(io::Error::other(format!("there is no folder {}", folder.display())));
        }
        let file = Unfinished::create_in(folder)?;
        if let Some(metadata) = existing {
            file.file().set_permissions(metadata.permissions())?;
        }
        Ok(Target::Beside(file))
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::Beside(file) => file.write(bytes),
            Target::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::Beside(file) => file.flush(),
            Target::Direct(file) => file.flush(),
        }
    }
}

/// Where a name leads: the file behind a symbolic link, not the link, is replaced.
fn destination(path: &Path) -> io::Result<PathBuf> {
    if path.is_symlink() { fs::canonicalize(path) } else { Ok(path.to_owned()) }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::OutputFile;

    #[test]
    fn a_file_stands_under_its_name_only_once_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.csv");
        fs::write(&path, "old").unwrap();
        let mut file = OutputFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
        let mut file = OutputFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.commit().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
    }

    #[test]
    fn folders_and_missing_folders_are_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        assert!(OutputFile::create(folder.path()).is_err());
        assert!(OutputFile::create(&folder.path().join("missing/report.csv")).is_err());
    }
}
