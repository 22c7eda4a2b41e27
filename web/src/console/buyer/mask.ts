// User ids as they are shown until somebody asks for them: the first two characters, never the length.

export function mask(userId: string): string {
  const characters = [...userId];
  return `${characters.slice(0, characters.length > 3 ? 2 : 1).join("")}**`;
}
