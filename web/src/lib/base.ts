// The path the product lives under: "" at the root of a host, "/crm" behind a proxy that shares it.
export function basePath(): string {
  if (typeof document === 'undefined') return '';
  const value = document.querySelector('meta[name="base-path"]')?.getAttribute('content') ?? '';
  return value.startsWith('__') ? '' : value.replace(/\/$/, '');
}

// The nonce of this page, for the style elements that are made at run time.
export function pageNonce(): string {
  const holder = document.querySelector('meta[property="csp-nonce"]');
  return holder instanceof HTMLElement ? holder.nonce : '';
}
