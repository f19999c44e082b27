// The script editor: CodeMirror in a shadow root, so that its styles need no exception in the
// content security policy. The textarea stays the truth: it is what the form sends.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, foldGutter, indentOnInput, indentUnit, syntaxHighlighting, HighlightStyle } from "@codemirror/language";
import { linter, lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword], color: "var(--code-keyword, #8839a9)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string, #2f7d32)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number, #a05a00)" },
  { tag: tags.comment, color: "var(--code-comment, #6b7280)", fontStyle: "italic" },
  { tag: tags.function(tags.variableName), color: "var(--code-function, #1f5fbf)" },
  { tag: tags.invalid, color: "var(--code-invalid, #c62828)" },
]);

const look = EditorView.theme({
  "&": { color: "inherit", backgroundColor: "transparent", fontSize: "inherit" },
  ".cm-scroller": { fontFamily: "var(--font-mono, ui-monospace, monospace)", lineHeight: "1.6" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--code-comment, #6b7280)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--code-line, rgb(127 127 127 / 0.08))" },
  ".cm-cursor": { borderLeftColor: "currentColor" },
  ".cm-tooltip": { backgroundColor: "Canvas", color: "CanvasText", border: "1px solid GrayText" },
});

// Replaces the look of a textarea and returns a handle: { view, report, value, destroy }.
// `completions` are the names a script may use: [{ label, detail, info }].
export function mountEditor(textarea, { label = "", completions = [] } = {}) {
  const host = document.createElement("div");
  host.className = textarea.dataset.editorClass || "code-editor";
  textarea.after(host);
  textarea.hidden = true;
  const root = host.attachShadow({ mode: "open" });
  const access = new Compartment();
  const sync = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    textarea.value = update.state.doc.toString();
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const offer = (context) => {
    const word = context.matchBefore(/[\w.]*/);
    return word && (word.from !== word.to || context.explicit) ? { from: word.from, options: completions } : null;
  };
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        lineNumbers(), foldGutter(), lintGutter(), linter(null), history(), drawSelection(), indentOnInput(),
        indentUnit.of("    "), bracketMatching(), closeBrackets(), highlightActiveLine(), highlightActiveLineGutter(),
        highlightSelectionMatches(), autocompletion({ override: [offer] }), python(), syntaxHighlighting(colours), look, sync,
        // Escape, then Tab leaves the editor by keyboard.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, indentWithTab]),
        access.of(EditorState.readOnly.of(textarea.readOnly)),
        EditorView.contentAttributes.of({ "aria-label": label }),
      ],
    }),
  });
  return {
    view,
    get value() { return view.state.doc.toString(); },
    set value(text) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }); },
    // problems: [{ line: 1-based, message, severity? }]
    report(problems) {
      const found = problems.map(({ line, message, severity = "error" }) => {
        const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
        return { from: at.from, to: at.to, severity, message };
      });
      view.dispatch(setDiagnostics(view.state, found));
    },
    destroy() { view.destroy(); host.remove(); textarea.hidden = false; },
  };
}
