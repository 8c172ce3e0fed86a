//! Undoes disguises that only a vocabulary can undo.
