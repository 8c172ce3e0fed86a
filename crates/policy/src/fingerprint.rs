use std::fmt::Write;

use crate::{Field, Policy};

impl Policy {
    /// Name, version and a hash of every other setting: `default/1@0123456789abcdef`.
    ///
    /// Two policies with the same hash decide the same. The hash is FNV-1a, 64
    /// bits (Fowler, Noll, Vo; <http://www.isthe.com/chongo/tech/comp/fnv/>),
    /// over one `key=value` line per field, so it is the same on every machine.
    pub fn fingerprint(&self) -> String {
        let mut canonical = String::new();
        for field in Field::ALL.iter().filter(|field| !matches!(field.key, "name" | "version")) {
            // Writing to a string cannot fail.
            let _ = writeln!(canonical, "{}={}", field.key, field.get(self));
        }
        format!("{}/{}@{:016x}", self.name, self.version, fnv1a(canonical.as_bytes()))
    }
}

fn fnv1a(bytes: &[u8]) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    bytes.iter().fold(OFFSET_BASIS, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::fnv1a;
    use crate::{Action, Policy};

    #[test]
    fn hashes_as_published() {
        // Test vectors of the FNV authors.
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn the_hash_follows_what_decides_and_nothing_else() {
        let hash = |policy: &Policy| policy.fingerprint().split_once('@').unwrap().1.to_owned();
        let default = Policy::default();
        let renamed = Policy { name: "ours".into(), version: 7, ..Policy::default() };
        let stricter = Policy { off_topic: Action::Review, ..Policy::default() };
        assert_eq!(hash(&default), hash(&renamed));
        assert!(renamed.fingerprint().starts_with("ours/7@"));
        assert_ne!(hash(&default), hash(&stricter));
    }
}
