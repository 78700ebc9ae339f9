// The browser itself first: Playwright drives Debian's Chromium, not the build it was made for.
import { expect, test } from '@playwright/test';

test('Chromium starts, shows a page and can be clicked', async ({ page }) => {
  await page.setContent('<button onclick="this.textContent=\'clicked\'">click me</button>');
  await page.getByRole('button', { name: 'click me' }).click();
  await expect(page.getByRole('button', { name: 'clicked' })).toBeVisible();
});
