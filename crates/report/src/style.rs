//! Colours, for terminals that want them.

use threadwarden::Action;

/// Wraps text in ANSI escapes, or leaves it alone.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) color: bool,
}

impl Style {
    pub(crate) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    pub(crate) fn mark(self, text: &str) -> String {
        self.paint("31", text)
    }

    pub(crate) fn action(self, action: Action, text: &str) -> String {
        match action {
            Action::Publish => self.paint("32", text),
            Action::Review => self.paint("33", text),
            Action::Hide => self.paint("1;31", text),
        }
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
