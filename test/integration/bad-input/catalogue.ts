/**
 * The catalogue of bad inputs: 108 numbers, each with what may come in, and the outcome that it must have: named, never
 * a crash, never silent loss. The inputs are data: one file for each surface in cases/.
 */

/** How many numbers the catalogue has. */
export const catalogueSize = 108;

/** One bad input. */
export interface BadInput<Input, Stored> {
  /** The catalogue's number, then which of its inputs this is: «12 sticker». */
  readonly id: string;
  readonly input: Input;
  readonly expect: {
    /** Of HTTP, or whether the bot answers. */
    readonly status: number | 'answered' | 'silent';
    /** What has changed in the tables; what is not named must not have changed. */
    readonly stored: Stored;
    /** The answer, or the refusal's code. null = nothing is said. */
    readonly reply: RegExp | null;
  };
}

export const numberOf = ({ id }: { readonly id: string }): number => Number(/^\d+/.exec(id)?.[0]);

interface Elsewhere {
  readonly numbers: readonly number[];
  readonly reason: string;
}

/** Rows that stand beside the part they concern. */
export const besideTheirPart: readonly (Elsewhere & { readonly files: readonly string[] })[] = [
  {
    numbers: [88, 89, 90, 91, 92, 93, 94, 95],
    reason: 'Settings are read by one pure function; what only shows on a machine is looked at by the doctor.',
    files: ['test/unit/config.test.ts', 'test/integration/cli/doctor.test.ts'],
  },
];

/** Rows about parts that the program does not have. Whoever adds the part moves its numbers into a table of cases. */
export const withoutPart: readonly Elsewhere[] = [
  {
    numbers: [15],
    reason: 'No platform tells of recalled messages: Telegram does not tell bots, and WeChat is not there yet.',
  },
  { numbers: [42], reason: 'No date is read as local time of 1986 to 1991: activities are planned ahead only.' },
  { numbers: [45], reason: 'There is no series of activities yet: a reminder belongs to one activity.' },
  {
    numbers: [46, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61],
    reason: 'There is no import of xlsx, docx or CSV into a unit yet.',
  },
  { numbers: [59], reason: 'No archive of a member is opened; a backup is read by restore only, which has its tests.' },
  { numbers: [70, 75, 79, 80], reason: 'There is no console: no session, no form, no page with filters, no export.' },
];

/** Numbers with rows of which a part is still open, since the part of the program is not there. */
export const openParts: Readonly<Record<number, string>> = {
  63: 'Pictures are kept and handed out as bytes: none is decoded, so that none can take all memory.',
  66: 'Nothing is turned, re-encoded or freed of where it was taken: a picture stays as it was sent.',
  68: 'The pictures of an album come as messages of their own: the one with the words is kept, the others have to be sent in answer to the receipt.',
  69: 'No picture is shown to a model.',
  71: 'Two tabs editing one draft: drafts are not edited in the browser yet.',
};
