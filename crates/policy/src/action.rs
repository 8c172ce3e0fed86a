/// What happens to a comment, mildest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Readers see it.
    #[default]
    Publish,
    /// A person decides.
    Review,
    /// Readers do not see it unless a person brings it back.
    Hide,
}

impl Action {
    /// Every action, mildest first.
    pub const ALL: [Action; 3] = [Action::Publish, Action::Review, Action::Hide];

    /// The word reports and policies use.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Publish => "publish",
            Action::Review => "review",
            Action::Hide => "hide",
        }
    }

    /// The action that [`Action::as_str`] names.
    pub fn from_name(name: &str) -> Option<Action> {
        Action::ALL.into_iter().find(|action| action.as_str() == name)
    }
}

/// Relevance in three steps, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Band {
    /// About what the article is about.
    OnTopic,
    /// Near it.
    Adjacent,
    /// About something else.
    OffTopic,
}

impl Band {
    /// Every band, most relevant first.
    pub const ALL: [Band; 3] = [Band::OnTopic, Band::Adjacent, Band::OffTopic];

    /// The word reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Band::OnTopic => "on-topic",
            Band::Adjacent => "adjacent",
            Band::OffTopic => "off-topic",
        }
    }

    /// The band that [`Band::as_str`] names.
    pub fn from_name(name: &str) -> Option<Band> {
        Band::ALL.into_iter().find(|band| band.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Action;

    #[test]
    fn names_lead_back_to_their_actions() {
        for action in Action::ALL {
            assert_eq!(Action::from_name(action.as_str()), Some(action));
        }
        assert_eq!(Action::from_name("delete"), None);
    }
}
