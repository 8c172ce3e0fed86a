use std::fmt::{Debug, Write};

use crate::{Fields, Policy, Rule};

impl Policy {
    /// Name, version and a hash of everything else: `default/1@0123456789abcdef`.
    ///
    /// Two policies with the same hash decide the same. The hash is FNV-1a, 64
    /// bits (Fowler, Noll, Vo; <http://www.isthe.com/chongo/tech/comp/fnv/>),
    /// over one `key=value` line per setting, so it is the same on every machine.
    pub fn fingerprint(&self) -> String {
        let mut canonical = String::new();
        for field in Policy::FIELDS.iter().filter(|field| !matches!(field.key, "name" | "version")) {
            line(&mut canonical, field.key, field.get(self));
        }
        rules(&mut canonical, &self.rules);
        self.exemptions.iter().for_each(|exemption| part(&mut canonical, "exempt", exemption));
        self.insults.iter().for_each(|insult| part(&mut canonical, "insult", insult));
        self.allowed.iter().for_each(|allowed| part(&mut canonical, "allowed", allowed));
        for section in &self.sections {
            part(&mut canonical, "section", section);
            section.settings.iter().for_each(|(key, value)| line(&mut canonical, key, value));
            rules(&mut canonical, &section.rules);
        }
        format!("{}/{}@{:016x}", self.name, self.version, fnv1a(canonical.as_bytes()))
    }
}

fn rules(canonical: &mut String, rules: &[Rule]) {
    rules.iter().for_each(|rule| part(canonical, "rule", rule));
}

fn part<T: Fields + Debug>(canonical: &mut String, name: &str, part: &T) {
    canonical.push_str(name);
    canonical.push('\n');
    T::FIELDS.iter().for_each(|field| line(canonical, field.key, field.get(part)));
}

fn line(canonical: &mut String, key: &str, value: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _ = writeln!(canonical, "{key}={value}");
}

fn fnv1a(bytes: &[u8]) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    bytes.iter().fold(OFFSET_BASIS, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::fnv1a;
    use crate::{Action, Allowed, Exemption, Fields, Insult, Policy, Rule, Section, Value};

    #[test]
    fn hashes_as_published() {
        // Test vectors of the FNV authors.
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    fn hash(policy: &Policy) -> String {
        policy.fingerprint().split_once('@').unwrap().1.to_owned()
    }

    #[test]
    fn the_hash_follows_what_decides_and_nothing_else() {
        let default = Policy::default();
        let renamed = Policy { name: "ours".into(), version: 7, ..Policy::default() };
        assert_eq!(hash(&default), hash(&renamed));
        assert!(renamed.fingerprint().starts_with("ours/7@"));
    }

    #[test]
    fn the_hash_covers_every_setting_and_part() {
        let mut seen = vec![hash(&Policy::default())];
        let mut differs = |what: &str, policy: &Policy| {
            assert!(!seen.contains(&hash(policy)), "{what} is not in the fingerprint");
            seen.push(hash(policy));
        };
        let values = [
            Value::Text("review".into()),
            Value::Text("hide".into()),
            Value::Text("x".into()),
            Value::Fraction(0.7),
            Value::Count(3),
        ];
        for field in Policy::FIELDS.iter().filter(|field| !matches!(field.key, "name" | "version")) {
            let mut policy = Policy::default();
            let other = |value: &Value| {
                field.set(&mut policy, value.clone()).is_ok() && *value != field.get(&Policy::default())
            };
            assert!(values.iter().any(other), "{}", field.key);
            differs(field.key, &policy);
        }
        let p = Policy::default;
        let rule = Rule { id: "r".into(), action: Action::Hide, ..Rule::default() };
        let section = Section { id: "s".into(), ..Section::default() };
        differs("a rule", &Policy { rules: vec![rule.clone()], ..p() });
        differs("a rule's text", &Policy { rules: vec![Rule { commenter: Some("x".into()), ..rule.clone() }], ..p() });
        differs("an exemption", &Policy { exemptions: vec![Exemption::default()], ..p() });
        differs("an insult", &Policy { insults: vec![Insult::default()], ..p() });
        differs("an allowed word", &Policy { allowed: vec![Allowed::default()], ..p() });
        differs("a section", &Policy { sections: vec![section.clone()], ..p() });
        let settings = vec![("attack.hide", Value::Fraction(0.8))];
        differs("a section's setting", &Policy { sections: vec![Section { settings, ..section.clone() }], ..p() });
        differs("a section's rule", &Policy { sections: vec![Section { rules: vec![rule], ..section }], ..p() });
    }
}
