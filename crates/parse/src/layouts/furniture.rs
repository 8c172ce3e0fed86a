//! What pages print around articles and comments.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::phrase::Phrase::{self, Has, HasAll, Is, Starts};
use super::phrase::comparable;

/// What a line of furniture means for the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Furniture {
    /// A comment form or an empty comment area: article and comments are over.
    Widget,
    /// Headlines of other pages follow.
    Neighbours,
    /// A line to leave out, wherever it stands.
    Scrap,
}

/// The kind of furniture a line is.
pub(crate) fn furniture(line: &str) -> Option<Furniture> {
    let line = comparable(line)?;
    if let Some(kind) = TABLE.whole.get(line.as_str()) {
        return Some(*kind);
    }
    TABLE.parts.iter().find(|(phrase, _)| phrase.matches(&line)).map(|(_, kind)| *kind)
}

/// The phrases sorted by how they are looked for: whole lines by hash, the others one by one.
struct Table {
    whole: HashMap<&'static str, Furniture>,
    parts: Vec<(Phrase, Furniture)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { whole: HashMap::new(), parts: Vec::new() };
    for (phrases, kind) in
        [(WIDGET, Furniture::Widget), (NEIGHBOURS, Furniture::Neighbours), (SCRAPS, Furniture::Scrap)]
    {
        for phrase in phrases {
            match phrase {
                Is(line) => {
                    table.whole.entry(line).or_insert(kind);
                }
                other => table.parts.push((*other, kind)),
            }
        }
    }
    table
});

const WIDGET: &[Phrase] = &[
    Is("notify of"),
    Is("inline feedbacks"),
    Is("view all comments"),
    Is("leave a reply"),
    Is("leave a comment"),
    Is("post a comment"),
    Is("post comment"),
    Is("add a comment"),
    Is("add comment"),
    Is("write a comment"),
    Is("submit comment"),
    Is("join the conversation"),
    Is("join the discussion"),
    Is("start the discussion"),
    Is("be the first to comment"),
    Is("be the first to comment!"),
    Is("no comments yet"),
    Is("no comments"),
    Is("0 comments"),
    Is("0 comment"),
    Is("comments are closed"),
    Is("comments are closed for this article"),
    Is("comment on this article"),
    Is("cancel reply"),
    Is("kommentar verfassen"),
    Is("kommentar schreiben"),
    Is("schreibe einen kommentar"),
    Is("schreiben sie einen kommentar"),
    Is("antwort hinterlassen"),
    Is("laisser un commentaire"),
    Is("deja una respuesta"),
    Is("please enable javascript to view the comments powered by disqus"),
    Is("jetzt kommentieren"),
    Is("kommentieren"),
    Is("kommentar abschicken"),
    Is("einen kommentar schreiben"),
    Is("hinterlasse einen kommentar"),
    Is("mitdiskutieren"),
    Is("ajouter un commentaire"),
    Is("poster un commentaire"),
    Is("publier un commentaire"),
    Is("écrire un commentaire"),
    Is("deja un comentario"),
    Is("deja tu comentario"),
    Is("escribe un comentario"),
    Is("añadir comentario"),
    Is("publicar comentario"),
    Is("lascia un commento"),
    Is("scrivi un commento"),
    Is("geef een reactie"),
    Is("laat een reactie achter"),
    Is("log in to comment"),
    Is("login to comment"),
    Is("sign in to comment"),
    Is("facebook comments plugin"),
    Starts("leave a reply to"),
    Starts("leave a comment on"),
    Has("would love your thoughts", 8),
    Has("your email address will not be published", 16),
    Has("comments powered by", 8),
    Has("e-mail-adresse wird nicht veröffentlicht", 16),
    Has("ne sera pas publiée", 16),
    Has("no será publicada", 16),
    Has("non sarà pubblicato", 16),
    Has("wordt niet gepubliceerd", 16),
    Has("plugin de comentarios", 8),
    Has("plugin de commentaires", 8),
    HasAll(&["melden sie sich an", "kommentieren"]),
    HasAll(&["connectez-vous", "comment"]),
    HasAll(&["inicia sesión", "comenta"]),
    Has("you must be logged in to post a comment", 14),
];

const NEIGHBOURS: &[Phrase] = &[
    Is("featured"),
    Is("featured articles"),
    Is("related"),
    Is("related articles"),
    Is("related posts"),
    Is("related stories"),
    Is("related content"),
    Is("related news"),
    Is("recommended"),
    Is("recommended for you"),
    Is("recommended reading"),
    Is("you may also like"),
    Is("you might also like"),
    Is("also read"),
    Is("read next"),
    Is("up next"),
    Is("more stories"),
    Is("more news"),
    Is("more articles"),
    Is("most popular"),
    Is("most read"),
    Is("most viewed"),
    Is("popular posts"),
    Is("latest posts"),
    Is("latest news"),
    Is("recent posts"),
    Is("recent comments"),
    Is("trending"),
    Is("trending now"),
    Is("from around the web"),
    Is("around the web"),
    Is("post navigation"),
    Is("beitrags-navigation"),
    Is("das könnte sie auch interessieren"),
    Is("das könnte dich auch interessieren"),
    Is("mehr zum thema"),
    Is("lesen sie auch"),
    Is("meistgelesen"),
    Is("meistgelesene artikel"),
    Is("weitere artikel"),
    Is("ähnliche artikel"),
    Is("ähnliche beiträge"),
    Is("neueste kommentare"),
    Is("lire aussi"),
    Is("à lire aussi"),
    Is("à lire également"),
    Is("articles similaires"),
    Is("sur le même sujet"),
    Is("dans la même rubrique"),
    Is("les plus lus"),
    Is("lo más leído"),
    Is("lo más visto"),
    Is("te puede interesar"),
    Is("también te puede interesar"),
    Is("noticias relacionadas"),
    Is("artículos relacionados"),
    Is("más noticias"),
    Is("leggi anche"),
    Is("i più letti"),
    Is("articoli correlati"),
    Is("potrebbe interessarti anche"),
    Is("lees ook"),
    Is("meest gelezen"),
    Is("gerelateerde artikelen"),
    Is("what to read next"),
    Is("site index"),
    Is("older posts"),
    Is("newer posts"),
    Has("more from", 6),
];

const SCRAPS: &[Phrase] = &[
    // Rights and disclaimers.
    HasAll(&["copyright", "rights reserved"]),
    Has("all rights reserved", 30),
    Starts("©"),
    Starts("(c) 19"),
    Starts("(c) 20"),
    Starts("copyright ©"),
    Starts("(copyright"),
    HasAll(&["views", "expressed", "author"]),
    HasAll(&["opinions expressed", "do not necessarily"]),
    // Where it was filed.
    Starts("categories:"),
    Starts("category:"),
    Starts("filed under"),
    Starts("posted in"),
    Starts("tags:"),
    Starts("tagged with"),
    Starts("topics:"),
    Starts("keywords:"),
    // Asking for something.
    Has("on patreon", 12),
    Has("newsletter", 12),
    Has("delivered directly to your inbox", 24),
    Has("delivered to your inbox", 24),
    Has("straight to your inbox", 24),
    Has("mailing list", 10),
    Has("distribution list", 10),
    Starts("subscribe to"),
    Starts("subscribe now"),
    Is("subscribe"),
    Starts("sign up here"),
    Starts("sign up for"),
    Starts("sign up to"),
    Starts("help us grow"),
    Starts("support us"),
    Starts("please support"),
    Starts("follow us"),
    Starts("like us on"),
    Starts("join us on"),
    Starts("donate"),
    Starts("want to know more"),
    Starts("want more"),
    Starts("please log in"),
    Starts("log in to"),
    Starts("login to"),
    Is("what do you think?"),
    Is("what do you think"),
    Is("advertisement"),
    Is("advertising"),
    Is("sponsored"),
    Is("sponsored content"),
    Is("story continues below"),
    // Buttons.
    Is("share"),
    Is("share this"),
    Is("share this:"),
    Is("share this article"),
    Is("share on facebook"),
    Is("share on twitter"),
    Is("like this"),
    Is("tweet"),
    Is("print"),
    Is("email"),
    Is("e-mail this"),
    Is("facebook"),
    Is("twitter"),
    Is("whatsapp"),
    Is("reddit"),
    Is("linkedin"),
    Is("pinterest"),
    Is("telegram"),
    Is("comments"),
    Is("search"),
    Is("search for"),
    Is("menu"),
    Is("home"),
    Is("skip to content"),
    Is("skip to main content"),
    Is("listen to this article"),
    Is("read more"),
    Is("continue reading"),
    Is("spread the news"),
    Is("terms of use"),
    Is("privacy policy"),
    Is("anzeige"),
    Is("werbung"),
    Is("impressum"),
    Is("datenschutz"),
    Is("teilen"),
    Is("drucken"),
    Is("publicité"),
    Is("partager"),
    Is("imprimer"),
    Is("mentions légales"),
    Is("publicidad"),
    Is("compartir"),
    Is("imprimir"),
    Is("aviso legal"),
    Is("pubblicità"),
    Is("advertentie"),
    // The order comments are shown in.
    Is("newest first"),
    Is("oldest first"),
    Is("neueste zuerst"),
    Is("älteste zuerst"),
    Starts("sort by"),
    Starts("sortieren nach"),
    Starts("trier par"),
    Starts("ordenar por"),
    Starts("ordina per"),
    Starts("sorteer op"),
    // Contact lines of an author's card.
    Starts("e-mail:"),
    Starts("email:"),
    Starts("tel.:"),
    Starts("tel:"),
    Starts("phone:"),
    Starts("fax:"),
    Starts("address:"),
    Starts("orcid:"),
    Starts("researcherid:"),
];

#[cfg(test)]
mod tests {
    use super::{Furniture, furniture};

    #[test]
    fn tells_furniture_from_text() {
        let cases = [
            ("Notify of", Some(Furniture::Widget)),
            ("Would love your thoughts, please comment.x", Some(Furniture::Widget)),
            ("Featured", Some(Furniture::Neighbours)),
            ("Subscribe to our newsletter", Some(Furniture::Scrap)),
            ("(Copyright 2015 Harbour News Limited. All rights reserved.)", Some(Furniture::Scrap)),
            ("Categories: Ferries, Harbours", Some(Furniture::Scrap)),
            ("What do you think?", Some(Furniture::Scrap)),
            ("What do you think the ferries cost?", None),
            ("The featured boat sank.", None),
            (
                "He told us to subscribe to his theory, and so we did, to our lasting regret as it turned out later.",
                None,
            ),
            ("The address: a house by the harbour.", None),
            ("Comments on the treaty were sparse.", None),
            ("Relatedly, the boat sank.", None),
            ("Das könnte Sie auch interessieren", Some(Furniture::Neighbours)),
            ("Das könnte Sie auch das Amt kosten.", None),
            ("Votre adresse de messagerie ne sera pas publiée.", Some(Furniture::Widget)),
            ("Ordenar por Más antiguos", Some(Furniture::Scrap)),
        ];
        for (line, expected) in cases {
            assert_eq!(furniture(line), expected, "{line}");
        }
    }
}
