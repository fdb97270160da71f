import { createHighlighterCore, type HighlighterCore, type LanguageInput } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'

export type Token = { text: string; style: string }

/** Languages, each loaded with the first text in it. */
const languages: Record<string, () => Promise<{ default: LanguageInput }>> = {
  typescript: () => import('shiki/langs/typescript.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  shellscript: () => import('shiki/langs/shellscript.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  markdown: () => import('shiki/langs/markdown.mjs'),
  svelte: () => import('shiki/langs/svelte.mjs'),
}

const endings: Record<string, string> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  jsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  py: 'python',
  rs: 'rust',
  go: 'go',
  json: 'json',
  sh: 'shellscript',
  bash: 'shellscript',
  zsh: 'shellscript',
  shell: 'shellscript',
  sql: 'sql',
  yml: 'yaml',
  yaml: 'yaml',
  html: 'html',
  css: 'css',
  md: 'markdown',
  svelte: 'svelte',
}

/** The language of a file or of a name after a fence; null: none that is known. */
export function languageOf(name: string): string | null {
  const ending = name.toLowerCase().split('.').at(-1) ?? ''
  return endings[ending] ?? (name in languages ? name : null)
}

/** Each scope of a grammar as one of five classes; colours come from the tokens of the design. */
const theme = {
  name: 'classes',
  type: 'dark' as const,
  fg: '#000000',
  bg: '#ffffff',
  settings: [
    { scope: ['comment', 'punctuation.definition.comment'], settings: { foreground: '#000005' } },
    {
      scope: ['keyword', 'storage', 'constant.language', 'variable.language'],
      settings: { foreground: '#000001' },
    },
    { scope: ['string', 'markup.inline.raw'], settings: { foreground: '#000002' } },
    {
      scope: ['constant.numeric', 'constant.character.escape'],
      settings: { foreground: '#000003' },
    },
    {
      scope: [
        'entity.name.function',
        'support.function',
        'entity.name.type',
        'support.class',
        'entity.name.tag',
      ],
      settings: { foreground: '#000004' },
    },
    { scope: ['keyword.operator', 'punctuation'], settings: { foreground: '#000000' } },
  ],
}

const styles: Record<string, string> = {
  '#000001': 'sk',
  '#000002': 'ss',
  '#000003': 'sn',
  '#000004': 'sf',
  '#000005': 'sc',
}

/** Longer texts are shown plain: colours are not worth the wait. */
const longest = 60_000

let highlighter: Promise<HighlighterCore> | null = null

/** Lines of tokens, or null where the language is not known or the text is too long. */
export async function highlight(text: string, language: string | null): Promise<Token[][] | null> {
  const load = language === null ? undefined : languages[language]
  if (language === null || load === undefined || text.length > longest) return null
  highlighter ??= createHighlighterCore({
    themes: [theme],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  })
  const ready = await highlighter
  if (!ready.getLoadedLanguages().includes(language))
    await ready.loadLanguage((await load()).default)
  return ready.codeToTokensBase(text, { lang: language, theme: 'classes' }).map((line) =>
    line.map(({ content, color }) => ({
      text: content,
      style: styles[color?.toLowerCase() ?? ''] ?? '',
    })),
  )
}
