use threadwarden::{Comment, Finding, Judgement, Page, Review, Severity};

/// One comment with everything known about it: what all reports print from.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) page: &'a Page,
    pub(crate) review: &'a Review,
    pub(crate) index: usize,
    pub(crate) comment: &'a Comment,
    pub(crate) judgement: &'a Judgement,
}

impl<'a> Row<'a> {
    /// The comment at `index`; `None` when page and review do not both have one.
    pub(crate) fn of(page: &'a Page, review: &'a Review, index: usize) -> Option<Self> {
        let comment = page.thread.comments.get(index)?;
        let judgement = review.comments.get(index)?;
        Some(Row { page, review, index, comment, judgement })
    }

    /// Every comment of a page that is to be listed.
    pub(crate) fn all(page: &'a Page, review: &'a Review) -> impl Iterator<Item = Row<'a>> {
        review.listed().filter_map(move |index| Row::of(page, review, index))
    }

    pub(crate) fn article_title(self) -> &'a str {
        self.page.article.as_ref().map_or("", |article| &article.title)
    }

    pub(crate) fn parent_id(self) -> Option<&'a str> {
        self.page.thread.parent_of(self.index).map(|parent| parent.id.as_str())
    }

    /// The id of the comment whose author a finding means.
    pub(crate) fn target_id(self, finding: &Finding) -> Option<&'a str> {
        finding.target.comment.and_then(|index| self.page.thread.comments.get(index)).map(|comment| comment.id.as_str())
    }

    /// The words of a finding.
    pub(crate) fn evidence(self, finding: &Finding) -> &'a str {
        finding.span.of(&self.comment.text)
    }

    /// The findings in the writer's own words.
    pub(crate) fn own_findings(self) -> impl Iterator<Item = &'a Finding> {
        self.judgement.attack.findings.iter().filter(|finding| !finding.quoted)
    }

    /// How bad the worst personal attack is, or, without one, the worst finding.
    pub(crate) fn severity(self) -> Option<Severity> {
        let personal = self.judgement.attack.personal().map(|finding| finding.severity).max();
        personal.or_else(|| self.own_findings().map(|finding| finding.severity).max())
    }

    /// The passage of the article that the comment answers.
    pub(crate) fn passage(self) -> Option<&'a str> {
        let article = self.page.article.as_ref()?;
        Some(self.judgement.relevance.passage?.span.of(&article.text))
    }
}
