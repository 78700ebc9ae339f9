import '@/ui/theme/fonts.css';
import '@/ui/theme/mantine';
import '@/ui/theme/tokens.css';
import '@/ui/theme/controls.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { pageNonce } from '@/lib/base';
import { App } from './App';
import { startLanguage } from './i18n';

// Overlays lock the page's scroll by a style element; it needs the page's nonce.
setNonce(pageNonce());

void startLanguage().then(() => {
  const root = document.getElementById('root');
  if (root) createRoot(root).render(<App />);
});
