// Links of the router in our clothes: `to` is a plain path with its parameters filled in.
import { Link as RouterLink, useNavigate } from '@tanstack/react-router';
import type { AnchorHTMLAttributes } from 'react';
import { parseSearch } from '@/lib/search';

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  to: string;
  exact?: boolean; // current on this page alone, not on those below it
  ref?: React.Ref<HTMLAnchorElement>;
}

export function Link({ to, exact = false, ...rest }: LinkProps) {
  const [path, query = ''] = to.split('?');
  return (
    <RouterLink
      to={path as string}
      search={parseSearch(query) as never}
      preload="intent"
      activeOptions={{ exact, includeSearch: false }}
      {...rest}
    />
  );
}

export function useGo(): (
  to: string,
  options?: { replace?: boolean; state?: Record<string, unknown> },
) => void {
  const navigate = useNavigate();
  return (to, options) => {
    const [path, query = ''] = to.split('?');
    void navigate({ to: path as string, search: parseSearch(query) as never, ...(options as object) });
  };
}
