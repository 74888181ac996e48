/** Most posts that may be under way at once, and most of them with files: each of those takes some 60 MB for a moment. */
const mostPosts = 256;
const mostLarge = 8;
const smallBytes = 1024 * 1024;

export interface PostingLimit {
  /** @returns the way to leave again; null = full. */
  enter(contentLength: number | undefined): (() => void) | null;
}

/** Counts what is under way, so that a flood is refused at the door and not kept in memory. */
export function createPostingLimit(): PostingLimit {
  let posts = 0;
  let large = 0;
  return {
    enter(contentLength) {
      const weight = contentLength !== undefined && contentLength <= smallBytes ? 0 : 1;
      if (posts >= mostPosts || large + weight > mostLarge) return null;
      posts += 1;
      large += weight;
      return () => {
        posts -= 1;
        large -= weight;
      };
    },
  };
}
