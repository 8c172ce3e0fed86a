//! Alphabets that look like the Latin one.

/// One character per letter from `a` to `z`; a space where there is none.
pub(super) type Alphabet = &'static str;

pub(super) const CYRILLIC: Alphabet = "аЬсԁе ɡһіјкӏмпорԛгѕтцѵԝху ";
pub(super) const GREEK: Alphabet = "αβϲ ε   ιϳκ  ηορ   τυνωχγ ";
pub(super) const ARMENIAN: Alphabet = "      ցհ     ոօ զ   ս     ";
pub(super) const CHEROKEE: Alphabet = "ᎪᏴᏟᎠᎬ ᏀᎻ ᎫᏦᏞᎷ  Ꮲ ᎡᏚᎢ ᏙᎳ  Ꮓ";
pub(super) const SMALL_CAPITALS: Alphabet = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡ ʏᴢ";
pub(super) const SUPERSCRIPT: Alphabet = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ ʳˢᵗᵘᵛʷˣʸᶻ";
pub(super) const UPSIDE_DOWN: Alphabet = "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz";
pub(super) const ACCENTED: Alphabet = "áḃćďéḟǵĥíĵḱĺḿńóṕ ŕśťúṽẃẍýź";
pub(super) const STROKED: Alphabet = "ⱥƀȼđɇ ǥħɨɉꝁł  øᵽ ɍ ŧʉ    ƶ";
pub(super) const LEET: Alphabet = "4   3   1     0   57      ";

/// The letter of an alphabet that stands for an ASCII letter.
pub(super) fn letter(alphabet: Alphabet, c: char) -> Option<char> {
    let at = (c.to_ascii_lowercase() as usize).checked_sub('a' as usize)?;
    alphabet.chars().nth(at).filter(|drawn| *drawn != ' ')
}

/// The letter of an alphabet in one run of Unicode that starts at `first`.
pub(super) fn in_block(first: u32, c: char) -> Option<char> {
    let at = (c.to_ascii_lowercase() as u32).checked_sub('a' as u32).filter(|at| *at < 26)?;
    char::from_u32(first + at)
}
