// What the server or a file says in its own words, which are English.

export function Examples({ texts }: { texts: readonly string[] }) {
  return (
    <ul class="examples" lang="en">
      {texts.map((text, i) => (
        <li key={i}>{text}</li>
      ))}
    </ul>
  );
}
