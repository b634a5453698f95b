// How much room a text takes on the air, as flows/gsm7.py counts it.

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿" +
  "abcdefghijklmnopqrstuvwxyzäöñüà"
);
const EXTENSION = new Set("\f^{}\\[~]|€");

// {used, room, parts, capacity}: characters used, how many fit into one screen or one text, how many texts it takes,
// and how many characters fit into those.
export function measure(text) {
  const letters = [...text];
  const plain = letters.every((letter) => BASIC.has(letter) || EXTENSION.has(letter));
  const used = plain ? letters.reduce((sum, letter) => sum + (EXTENSION.has(letter) ? 2 : 1), 0) : text.length;
  const [room, part] = plain ? [160, 153] : [70, 67];
  const parts = used === 0 ? 0 : used <= room ? 1 : Math.ceil(used / part);
  return { used, room, parts, capacity: parts > 1 ? parts * part : room };
}
