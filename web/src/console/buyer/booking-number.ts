// The booking number of a reservation, computed from its id as the server does: a row of the changes has only the id.
//
// Source: src/base/booking_number.cc and mix.h; buyers have written numbers down, so neither ever changes.

const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const BASE = 31;
const DIGITS = 7;
const NUMBERS = 31n ** 7n;
const INVERSE = 4; // times the weight of the check character, 8, it is 1 modulo 31

const word = (value: bigint) => BigInt.asUintN(64, value);

function mix(value: bigint): bigint {
  let x = word(value + 0x9e3779b97f4a7c15n);
  x = word((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n);
  x = word((x ^ (x >> 27n)) * 0x94d049bb133111ebn);
  return x ^ (x >> 31n);
}

/** `M7K2-9QXP`; undefined if the text is not an id. */
export function bookingNumberOf(reservationId: string): string | undefined {
  const hex = reservationId.replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/i.test(hex)) return undefined;
  const [first, last] = [BigInt(`0x${hex.slice(0, 16)}`), BigInt(`0x${hex.slice(16)}`)];
  let number = Number(1n + (mix(last ^ mix(first)) % (NUMBERS - 1n)));
  let sum = 0;
  let text = "";
  for (let i = DIGITS; i > 0; i -= 1) {
    const digit = number % BASE;
    text = LETTERS.charAt(digit) + text;
    sum += i * digit;
    number = Math.floor(number / BASE);
  }
  text += LETTERS.charAt(((BASE - (sum % BASE)) * INVERSE) % BASE);
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}
