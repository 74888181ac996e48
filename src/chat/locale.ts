/** Languages that texts for people exist in. */
export const locales = ['zh-CN', 'en'] as const;
export type Locale = (typeof locales)[number];

type Placeholders<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type Parameters<S extends string> = [Placeholders<S>] extends [never]
  ? [parameters?: undefined]
  : [parameters: Record<Placeholders<S>, string | number>];

/** Texts of one subject in the reader's language: `texts('received', { label: '社-12' })`. */
export type Texts<T extends Record<string, string>> = <K extends keyof T>(key: K, ...rest: Parameters<T[K]>) => string;

/**
 * Joins a subject's texts in both languages. `{name}` in a text is replaced by the parameter of that name; the
 * Chinese text says which parameters there are.
 */
export function defineTexts<const T extends Record<string, string>>(
  zhCN: T,
  en: { readonly [K in keyof T]: string },
): (locale: Locale) => Texts<T> {
  return (locale) =>
    (key, ...rest) => {
      const text: string = (locale === 'zh-CN' ? zhCN : en)[key];
      const parameters: Record<string, string | number> = rest[0] ?? {};
      return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
    };
}
