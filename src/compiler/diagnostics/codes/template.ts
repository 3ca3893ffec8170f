import { defineCodes } from "./row.ts";

export const templateCodes = defineCodes({
  "template/unclosed-tag": {
    severity: "error",
    message: "<{tag}> is opened here and never closed.",
    hint: "Add </{tag}>, or end the tag with />.",
    explain:
      "Every tag needs an end tag or `/>`; unlike in HTML, there are no tags that may stay open (`<br>`, `<image>`). Example: in `<view><text>hello</view>` the `<text>` is never closed.",
  },
  "template/unclosed-start-tag": {
    severity: "error",
    message: "The tag <{tag} is not finished: its > is missing.",
    hint: "Close the tag with > or />, and check that every quote in it is closed.",
    explain:
      'A start tag reaches up to its `>`. Here the file ends or another tag begins before that, often because a quote is missing. Example: `<view class="a <text>`.',
  },
  "template/unclosed-quote": {
    severity: "error",
    message: "The quote that opens this value is never closed.",
    hint: "Close the value with the same quote.",
    explain:
      'A value may run over several lines, but this one runs into other tags and ends where the next value begins, so its closing quote is missing. Example: `<view class="a>` above `<text class="b">`.',
  },
  "template/wrong-end-tag": {
    severity: "error",
    message: "</{tag}> does not match the open tag <{expected}>.",
    hint: "Write </{expected}>, or remove </{tag}>.",
    explain:
      "Tags must be closed in the reverse order in which they were opened, with the same name in the same case. Example: `<view></text>` and `<View></view>` are both wrong.",
  },
  "template/end-without-start": {
    severity: "error",
    message: "</{tag}> closes a tag that is not open.",
    hint: "Remove it, or add the missing <{tag}>.",
    explain: "An end tag was found where no tag is open. Example: `<view></view></view>`.",
  },
  "template/bad-end-tag": {
    severity: "error",
    message: "The end tag </{tag} holds something other than a name.",
    hint: "Write </{tag}>.",
    explain:
      'An end tag holds a name and nothing else. Example: `</view class="a">` is wrong, and so is `</view` without `>`.',
  },
  "template/bad-tag": {
    severity: "error",
    message: "{found} is not allowed here.",
    hint: "Remove it.",
    explain:
      "Something inside a tag is neither a name, nor a value, nor the tag's end; or a `<!` begins no comment. Examples: `<view / a>`, `<view / >`, `<![CDATA[…]]>`, a full-width blank between two attributes.",
  },
  "template/too-deep": {
    severity: "error",
    message: "Tags are nested more than {limit} levels deep.",
    hint: "Split the template, for example with <include> or a component.",
    explain: "Later phases walk the tree recursively, so its depth is limited. Real templates have 30 levels at most.",
  },
  "template/unclosed-comment": {
    severity: "warning",
    message: "This comment is never closed, so the rest of the file is ignored.",
    hint: "Add -->.",
    explain:
      "A comment begins with `<!--` and ends with `-->`. Without the end, everything behind it counts as comment.",
  },
  "template/unclosed-mustache": {
    severity: "error",
    message: "The mustache that begins here is never closed.",
    hint: "Add }} behind the expression. Check that every quote inside it is closed.",
    explain: "An expression stands between `{{` and `}}`. Example: `<view>{{name</view>`.",
  },
  "template/bad-expression": {
    severity: "error",
    message: "The expression cannot be read: {reason}.",
    hint: "Mustaches hold one expression made of names, literals and operators. Compute anything else in the script or in a wxs module.",
    explain:
      "Expressions know JavaScript's operators, member access, calls of wxs functions, arrays and objects; no assignment, `new`, `in`, functions, regular expressions or template literals. `}}` always ends the mustache, so an object needs a blank before it: `{{ {a: {b: 1} } }}`.",
  },
  "template/surplus-brace": {
    severity: "warning",
    message: "A surplus } behind the mustache is shown as text.",
    hint: "Remove it.",
    explain:
      "A mustache ends at `}}`; a third brace belongs to the text around it. Example: `{{status}}}` shows `ok}`.",
  },
  "template/newer-syntax": {
    severity: "warning",
    message: "{what} is refused by older hosts.",
    hint: "Write it differently if the mini-program must also compile with WeChat's older compiler.",
    explain:
      "Only newer compilers accept this; older ones refuse the whole template. It is compiled here as the newer ones do. Examples: a line break in an attribute's value, a value without quotes, `??`, `?.`, trailing commas, `{{x.y}}` as the data of a template.",
  },
  "template/duplicate-attribute": {
    severity: "warning",
    message: "The attribute {name} appears twice; only this one counts.",
    hint: "Remove one of the two.",
    explain:
      'Of two attributes that set the same thing, the later wins; but `fooBar` wins over `foo-bar`, `bindtap` over `bind:tap`, and `wx:for-items` over `wx:for`, wherever they stand. Example: `<view class="a" class="b"/>`.',
  },
  "template/unknown-directive": {
    severity: "warning",
    message: "{name} has no meaning in a template.",
    hint: "Use wx:if, wx:elif, wx:else, wx:for, wx:for-item, wx:for-index or wx:key, and bind:event for events.",
    explain:
      "The directives are `wx:if`, `wx:elif`, `wx:else`, `wx:for` (or `wx:for-items`), `wx:for-item`, `wx:for-index` and `wx:key`. Other `wx:` names and `:name` are ignored, `onTap` binds no event, and directives of other frameworks, such as `v-if`, are none here. Example: `wx:show` does nothing; use `hidden`.",
  },
  "template/handler-call": {
    severity: "warning",
    message: "{name} takes a method's name; no method is called {text}.",
    hint: "Leave out the brackets; hand over values by data-* attributes, which the event has in currentTarget.dataset.",
    explain:
      'What stands in `bindtap` and the like is the name of a method, not code that is run. Example: `<view bindtap="buy(1)"/>` calls nothing; `<view bindtap="buy" data-id="1"/>` does, with `event.currentTarget.dataset.id`.',
  },
  "template/dashed-directive": {
    severity: "warning",
    message: "`wx-if` is read as `wx:if`.",
    hint: "Write `wx:if`.",
    explain:
      'WeChat\'s compiler takes `wx-if` for the directive, although its documentation knows `wx:if` alone; so does this one. No other directive may be written with a dash: `wx-for` and the like are ignored. Example: `<view wx-if="{{open}}"/>`.',
  },
  "template/no-value-after-equals": {
    severity: "warning",
    message: "{name} has = and no value, so it is ignored.",
    hint: "Give it a value in quotes, or remove the =.",
    explain: 'A blank follows the `=` where the value should begin. Example: `<view id= class="a">`.',
  },
  "template/missing-value": {
    severity: "error",
    message: "{name} needs a value.",
    hint: 'Write {name}="…" with an expression in mustaches.',
    explain: "`wx:if`, `wx:elif` and `wx:for` mean nothing without a value. Example: `<view wx:if>` is wrong.",
  },
  "template/else-without-if": {
    severity: "error",
    message: "{name} follows no wx:if.",
    hint: "Put it on the next sibling of a tag with wx:if or wx:elif; only blanks and comments may stand between.",
    explain:
      'A branch continues the `wx:if` of the sibling just before it. Text or another tag in between breaks the chain, and so does a `wx:for` on the tag with the `wx:if`. Example: `<view wx:if="a"/>text<view wx:else/>`.',
  },
  "template/two-conditions": {
    severity: "error",
    message: "{name} cannot stand on a tag that has {other}.",
    hint: "Keep one of the two.",
    explain: "A tag is one branch of one chain: `wx:if`, `wx:elif` or `wx:else`, and never two of them.",
  },
  "template/for-with-else": {
    severity: "error",
    message: "{name} cannot stand on a tag that has wx:for.",
    hint: "Put the wx:for on a tag inside: <block wx:else> around it.",
    explain:
      'On one tag the loop is outside of the condition, so a branch would have no `wx:if` to continue. Wrap the loop: `<block wx:else><view wx:for="…"/></block>`.',
  },
  "template/else-value": {
    severity: "warning",
    message: "The value of wx:else is ignored.",
    hint: "Remove it, or use wx:elif.",
    explain:
      '`wx:else` is the branch that is left over and has no condition. Example: `wx:else="{{b}}"` behaves like `wx:else`.',
  },
  "template/static-condition": {
    severity: "warning",
    message: '{name}="{value}" is always true: it is text, not an expression.',
    hint: "Put the expression in mustaches.",
    explain:
      'Only what stands in mustaches is computed. Any other text that is not empty is true, even `wx:if="false"`. Example: `wx:if="list.length > 0"` should put the condition in mustaches.',
  },
  "template/static-list": {
    severity: "warning",
    message: 'wx:for="{value}" repeats once per character: it is text, not an expression.',
    hint: "Put the expression in mustaches.",
    explain:
      'Only what stands in mustaches is computed. Example: `wx:for="list"` makes four rounds, over `l`, `i`, `s` and `t`.',
  },
  "template/key-expression": {
    severity: "warning",
    message: 'wx:key="{value}" names no property, so the items have no keys.',
    hint: "Write the bare name of a property of the item, such as id, or *this for the item itself.",
    explain:
      "`wx:key` takes the name of a property of each item (`id`), or `*this` for items that are strings or numbers. Mustaches and paths (`item.id`) are not understood.",
  },
  "template/name-not-static": {
    severity: "warning",
    message: "A {what} cannot be computed, so nothing will find it.",
    hint: "Write the name itself, without mustaches.",
    explain:
      'Names of templates and loop variables are fixed when the file is compiled. Example: `<template name="{{n}}">` defines a template whose name holds braces.',
  },
  "template/nameless-template": {
    severity: "warning",
    message: "This <template> has neither name nor is, so it does nothing.",
    hint: 'Define it with name="…", or use one with is="…".',
    explain:
      'A `<template>` either defines (`name="row"`) or uses one (`is="row"`). Without either it is ignored, with all that is in it.',
  },
  "template/children-dropped": {
    severity: "warning",
    message: "What stands inside <{tag}> here is ignored.",
    hint: "Move it out.",
    explain:
      "`<import>`, `<include>`, `<slot>` and a `<template is>` show something from elsewhere; content of their own is never shown.",
  },
  "template/missing-src": {
    severity: "error",
    missing: true,
    message: "<{tag}> names no file.",
    hint: 'Add src="path".',
    explain: "`<import>` and `<include>` need the path of a WXML file in `src`.",
  },
  "template/src-not-static": {
    severity: "error",
    missing: true,
    message: "The src of <{tag}> cannot be computed.",
    hint: "Write the path itself. To choose at run time, use <template is> with an expression, or wx:if.",
    explain:
      'Files are put together when the project is compiled. Example: `<include src="{{page}}.wxml"/>` can never be found.',
  },
  "template/generic-not-static": {
    severity: "error",
    message: "{name} needs the tag of a component as plain text.",
    hint: 'Write {name}="tag" without mustaches.',
    explain:
      'A generic is filled when the component is created; its tag is fixed. Example: `<list generic:item="my-item"/>`.',
  },
  "template/data-not-expression": {
    severity: "error",
    message: "The data of a template must be one mustache.",
    hint: "Write data with mustaches around the names it passes on.",
    explain: 'Data is a list of properties in one mustache: `data="{{a, b: c, ...d}}"`. Example: `data="a"` is wrong.',
  },
  "template/blank-around-data": {
    severity: "warning",
    message: "There are blanks around the mustache, so the template gets no data.",
    hint: "Remove the blanks between the quotes and the mustache.",
    explain:
      'One character beside a mustache makes the value a text, and text is no data. WeChat\'s compilers say nothing and pass nothing. Example: `data="{{a}} "`.',
  },
  "template/module-name-missing": {
    severity: "error",
    message: "<wxs> has no module name.",
    hint: 'Add module="name".',
    explain: 'A wxs module is used by its name: `<wxs module="m" src="./m.wxs"/>`, then `m.f(x)` in a mustache.',
  },
  "template/module-name-invalid": {
    severity: "error",
    message: '"{name}" cannot be the name of a wxs module.',
    hint: "Use letters, digits and underscores, with a letter or underscore first.",
    explain: "An expression must be able to name the module. Example: `a-b` would read as a subtraction.",
  },
});
