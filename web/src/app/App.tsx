import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { ApiError } from '@/api/client';
import { pageNonce } from '@/lib/base';
import { Toaster } from '@/ui/toast';
import { theme } from '@/ui/theme/theme';
import { createAppRouter } from './router';
import { UpgradeNotice } from './UpgradeNotice';

const Hints = lazy(() => import('@/ui/Hints'));

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      // Only what may pass by itself is tried again.
      retry: (count, error) =>
        count < 2 && error instanceof ApiError && [0, 502, 503, 504].includes(error.status),
    },
  },
});
const router = createAppRouter(queries);
const schemes = localStorageColorSchemeManager({ key: 'rapport.theme' });
const nonce = pageNonce();

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={schemes}
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <UpgradeNotice />
        <Toaster />
        <Suspense>
          <Hints />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  );
}
