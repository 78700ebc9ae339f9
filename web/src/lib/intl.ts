// Formatters by language and options. Making one costs a hundred times what using it does, and a page of
// tables and charts uses the same few hundreds of times.
function kept<Options, Made>(make: (locale: string, options: Options) => Made) {
  const known = new Map<string, Made>();
  return (locale: string, options: Options): Made => {
    const key = `${locale} ${JSON.stringify(options)}`;
    let one = known.get(key);
    if (!one) {
      one = make(locale, options);
      known.set(key, one);
    }
    return one;
  };
}

export const numberFormat = kept(
  (locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
);
export const dateFormat = kept(
  (locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);
