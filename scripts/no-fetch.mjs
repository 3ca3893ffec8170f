/** Stands in a bundle for the HTTP client that tuf-js brings: ours is handed to it, so that this one is never asked. */
export default function fetch() {
  throw new Error("tuf-js was not given a fetcher");
}
fetch.defaults = () => fetch;
