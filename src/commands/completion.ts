/** `miniapp completion`: prints a completion script for a shell, generated from the program's own verbs. */
import type { Command } from "commander";
import { nearest } from "../compiler/diagnostics/suggest.ts";
import { CommandError, exitCodes } from "./io.ts";
import { runJsonVerb } from "./json-result.ts";
import { listTemplates, styles } from "./templates.ts";
import type { VerbContext } from "./verb.ts";

interface VerbWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly { readonly long: string; readonly description: string; readonly takesValue: boolean }[];
  /** Possible arguments of the verb, if they are a closed list. */
  readonly words: readonly string[];
}

const shells = { bash, zsh, fish } as const;

const examples = `
Examples:
  miniapp completion bash > ~/.local/share/bash-completion/completions/miniapp
  miniapp completion zsh > "\${fpath[1]}/_miniapp"
  miniapp completion fish > ~/.config/fish/completions/miniapp.fish`;

export function register(command: Command, context: VerbContext): void {
  command
    .argument("<shell>", "bash, zsh or fish")
    .option("--json", "print a single JSON object")
    .addHelpText("after", examples)
    .action((shell: string, flags: { json?: boolean }) =>
      runJsonVerb(
        context,
        flags.json,
        async () => ({ shell, script: await scriptFor(shell, context) }),
        ({ script }) => context.io.out(script),
      ),
    );
}

async function scriptFor(shell: string, context: VerbContext): Promise<string> {
  if (shell !== "bash" && shell !== "zsh" && shell !== "fish") {
    const near = nearest(shell, Object.keys(shells));
    const hint = near === undefined ? "Use bash, zsh or fish." : `Did you mean ${near}?`;
    throw new CommandError(exitCodes.usage, `no completion script for ${shell}`, hint);
  }
  const program = await context.program();
  return shells[shell](program.commands.filter((verb) => verb.name() !== "help").map(wordsOf));
}

const actions: Readonly<Record<string, readonly string[]>> = {
  add: ["page", "component", "subpackage", "behavior"],
  "audit-log": ["show", "verify", "export"],
  completion: ["bash", "zsh", "fish"],
  keys: ["new", "list", "show", "export"],
  release: [
    "set",
    "promote",
    "pause",
    "resume",
    "renew",
    "rollback",
    "disable",
    "enable",
    "status",
    "history",
    "simulate",
  ],
  store: ["init", "roles", "enrol", "revoke", "renew", "admit", "refresh", "prune", "export", "import"],
};

function wordsOf(verb: Command): VerbWords {
  const name = verb.name();
  const options = verb.options.flatMap(({ long, description, required, optional }) =>
    long ? [{ long, description, takesValue: required || optional }] : [],
  );
  return { name, summary: verb.summary(), options, words: actions[name] ?? [] };
}

/** Possible values of an option, if they are a closed list. */
function valuesOf(option: string): string {
  if (option === "--template")
    return listTemplates()
      .map(({ name }) => name)
      .join(" ");
  return option === "--style" ? styles.join(" ") : "";
}

function bash(verbs: readonly VerbWords[]): string {
  const cases = verbs.map(({ name, options, words }) => {
    const all = [...words, ...options.map(({ long }) => long), "--help"].join(" ");
    return `    ${name}) words="${all}" ;;`;
  });
  return `# bash completion for miniapp
_miniapp() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  COMPREPLY=()
  case "$previous" in
    -t|--template) COMPREPLY=($(compgen -W "${valuesOf("--template")}" -- "$current")); return ;;
    --style) COMPREPLY=($(compgen -W "${valuesOf("--style")}" -- "$current")); return ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${verbs.map(({ name }) => name).join(" ")} help --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _miniapp miniapp
`;
}

function zsh(verbs: readonly VerbWords[]): string {
  const cases = verbs.map(({ name, options, words }) => {
    const specs = options.map(({ long, description, takesValue }) => {
      const values = valuesOf(long);
      const value = takesValue ? `:value:${values === "" ? "_files" : `(${values})`}` : "";
      return ` ${single(`${long}[${description.replace(/[[\]:]/g, "")}]${value}`)}`;
    });
    const first = words.length > 0 ? ` ${single(`1:action:(${words.join(" ")})`)}` : "";
    return `    ${name}) _arguments${first}${specs.join("")} ${single("*:file:_files")} ;;`;
  });
  return `#compdef miniapp
_miniapp() {
  local -a verbs
  verbs=(
${verbs.map(({ name, summary }) => `    ${single(`${name}:${summary}`)}`).join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe 'verb' verbs
    return
  fi
  local verb="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$verb" in
${cases.join("\n")}
  esac
}
if [ "$funcstack[1]" = "_miniapp" ]; then
  _miniapp "$@"
else
  compdef _miniapp miniapp
fi
`;
}

function fish(verbs: readonly VerbWords[]): string {
  const lines = verbs.flatMap(({ name, summary, options, words }) => {
    const seen = `-n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c miniapp -n __fish_use_subcommand -f -a ${name} -d ${single(summary)}`,
      ...words.map((word) => `complete -c miniapp ${seen} -f -a ${word}`),
      ...options.map(({ long, description, takesValue }) => {
        const values = valuesOf(long);
        const value = takesValue ? ` -r${values === "" ? "" : ` -f -a ${single(values)}`}` : "";
        return `complete -c miniapp ${seen} -l ${long.slice(2)}${value} -d ${single(description)}`;
      }),
    ];
  });
  return `# fish completion for miniapp\n${lines.join("\n")}\n`;
}

/** Single-quotes a text for bash, zsh and fish; backslashes and quotes in it are removed. */
function single(text: string): string {
  return `'${text.replaceAll("\\", "").replaceAll("'", "")}'`;
}
