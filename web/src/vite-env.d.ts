interface ImportMeta {
  readonly env: { readonly DEV: boolean };
}

// What a shop's page may set before the pages start (docs/pages.md): the buyer token that the
// shop signs for whoever is signed in; null if nobody is.
declare var onsaleBuyerToken: undefined | (() => Promise<string | null>);
