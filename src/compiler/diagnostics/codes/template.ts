import { defineCodes } from "./row.ts";

export const templateCodes = defineCodes({
  "template/unclosed-tag": {
    severity: "error",
    message: "<{tag}> is never closed.",
    hint: "Add </{tag}>, or end the tag with />.",
    explain:
      "Every tag needs an end tag or `/>`. Unlike in HTML, no tag may stay open, not even `<br>` or `<image>`. Example: in `<view><text>hello</view>` the `<text>` is never closed.",
  },
  "template/unclosed-start-tag": {
    severity: "error",
    message: "The start tag <{tag} has no closing >.",
    hint: "End the tag with > or />, and check that every quote in it is closed.",
    explain:
      'A start tag ends with `>`. Here the file ends or another tag starts before that, often because a quote is missing. Example: `<view class="a <text>`.',
  },
  "template/unclosed-quote": {
    severity: "error",
    message: "This attribute value has no closing quote.",
    hint: "Close the value with the same quote.",
    explain:
      'A value may span several lines, but this one runs into other tags and ends where the next value starts, so its closing quote is missing. Example: `<view class="a>` above `<text class="b">`.',
  },
  "template/wrong-end-tag": {
    severity: "error",
    message: "</{tag}> does not match the open tag <{expected}>.",
    hint: "Write </{expected}>, or remove </{tag}>.",
    explain:
      "Tags must be closed in reverse order, with the same name in the same case. Example: `<view></text>` and `<View></view>` are both wrong.",
  },
  "template/end-without-start": {
    severity: "error",
    message: "</{tag}> has no matching start tag.",
    hint: "Remove it, or add the missing <{tag}>.",
    explain: "There is an end tag, but no tag is open. Example: `<view></view></view>`.",
  },
  "template/bad-end-tag": {
    severity: "error",
    message: "The end tag </{tag} must contain a name and nothing else.",
    hint: "Write </{tag}>.",
    explain:
      'An end tag contains a name and nothing else. Example: `</view class="a">` is wrong, and so is `</view` without `>`.',
  },
  "template/bad-tag": {
    severity: "error",
    message: "{found} is not allowed here.",
    hint: "Remove it.",
    explain:
      "Something inside a tag is neither an attribute name, nor a value, nor the end of the tag; or `<!` does not start a comment. Examples: `<view / a>`, `<view / >`, `<![CDATA[…]]>`, a full-width space between two attributes.",
  },
  "template/too-deep": {
    severity: "error",
    message: "Tags are nested more than {limit} levels deep.",
    hint: "Split the template, for example with <include> or a component.",
    explain:
      "Later compiler phases walk the tree recursively, so its depth is limited. Real templates have at most 30 levels.",
  },
  "template/unclosed-comment": {
    severity: "warning",
    message: "This comment is never closed, so the rest of the file is ignored.",
    hint: "Add -->.",
    explain:
      "A comment starts with `<!--` and ends with `-->`. Without the end, the rest of the file is part of the comment.",
  },
  "template/unclosed-mustache": {
    severity: "error",
    message: "This mustache is never closed: its }} is missing.",
    hint: "Add }} after the expression, and check that every quote inside it is closed.",
    explain: "An expression goes between `{{` and `}}`. Example: `<view>{{name</view>`.",
  },
  "template/bad-expression": {
    severity: "error",
    message: "Invalid expression: {reason}.",
    hint: "A mustache takes one expression made of names, literals and operators. Compute anything else in the script or in a wxs module.",
    explain:
      "Expressions support JavaScript's operators, member access, calls of wxs functions, arrays and objects, but not assignment, `new`, `in`, functions, regular expressions or template literals. The first `}}` always ends the mustache, so put a space between the closing braces of an object: `{{ {a: {b: 1} } }}`.",
  },
  "template/surplus-brace": {
    severity: "warning",
    message: "An extra } after the mustache is shown as text.",
    hint: "Remove it.",
    explain:
      "A mustache ends at `}}`, so a third brace belongs to the text after it. Example: `{{status}}}` shows `ok}`.",
  },
  "template/newer-syntax": {
    severity: "warning",
    message: "{what} is rejected by older WeChat compilers.",
    hint: "Write it differently if the mini-program must also compile with an older WeChat compiler.",
    explain:
      "Only newer compilers accept this syntax; older ones reject the whole template. This compiler treats it as the newer ones do. Examples: a line break in an attribute value, a value without quotes, `??`, `?.`, trailing commas, `{{x.y}}` as the data of a template.",
  },
  "template/duplicate-attribute": {
    severity: "warning",
    message: "Duplicate attribute {name}; only this one takes effect.",
    hint: "Remove one of the two.",
    explain:
      'Of two attributes that set the same thing, the later one wins. Three forms win wherever they stand: `fooBar` over `foo-bar`, `bindtap` over `bind:tap`, and `wx:for-items` over `wx:for`. Example: `<view class="a" class="b"/>`.',
  },
  "template/unknown-directive": {
    severity: "warning",
    message: "{name} is neither a directive nor an event binding, so it has no effect.",
    hint: "Use wx:if, wx:elif, wx:else, wx:for, wx:for-item, wx:for-index or wx:key, and bind:event for events.",
    explain:
      "The directives are `wx:if`, `wx:elif`, `wx:else`, `wx:for` (or `wx:for-items`), `wx:for-item`, `wx:for-index` and `wx:key`. Other `wx:` names and `:name` are ignored, `onTap` binds no event, and directives of other frameworks, such as `v-if`, do nothing. Example: `wx:show` does nothing; use `hidden`.",
  },
  "template/handler-call": {
    severity: "warning",
    message: "{name} takes the name of a method, and there is no method called {text}.",
    hint: "Remove the parentheses. Pass values in data-* attributes and read them from event.currentTarget.dataset.",
    explain:
      'The value of `bindtap` and similar attributes is the name of a method, not code to run. Example: `<view bindtap="buy(1)"/>` calls nothing; `<view bindtap="buy" data-id="1"/>` calls `buy`, which reads `event.currentTarget.dataset.id`.',
  },
  "template/missing-handler": {
    severity: "warning",
    message: 'There is no method "{name}" in {script}, so nothing handles this event.',
    hint: "Correct the name, or add the method.",
    explain:
      'The value of `bindtap` and similar attributes is the name of a method of the page or component. The build warns only if no script could add the method: the script has one `Page({…})` or `Component({…})` with an object literal, without behaviors, spreads and computed names, and neither it nor any script that it or the app requires contains the name. Included files and `<template>` definitions are not checked, because their handlers belong to whoever uses them.\n\n    <button bindtap="onSumbit"/>   // the script defines onSubmit',
  },
  "template/dashed-directive": {
    severity: "warning",
    message: "`wx-if` is read as `wx:if`.",
    hint: "Write `wx:if`.",
    explain:
      'WeChat\'s compiler accepts `wx-if` as the directive, although its documentation lists only `wx:if`; so does this compiler. No other directive may be written with a hyphen: `wx-for` and the like are ignored. Example: `<view wx-if="{{open}}"/>`.',
  },
  "template/no-value-after-equals": {
    severity: "warning",
    message: "{name} has = but no value, so it is ignored.",
    hint: "Add a value in quotes, or remove the =.",
    explain: 'There is a space after the `=`, where the value should start. Example: `<view id= class="a">`.',
  },
  "template/missing-value": {
    severity: "error",
    message: "{name} needs a value.",
    hint: 'Write {name}="…" with an expression in mustaches.',
    explain: "`wx:if`, `wx:elif` and `wx:for` need a value. Example: `<view wx:if>` is wrong.",
  },
  "template/else-without-if": {
    severity: "error",
    message: "{name} has no matching wx:if.",
    hint: "Put it on the next sibling of a tag with wx:if or wx:elif; only whitespace and comments may come between them.",
    explain:
      'A branch continues the `wx:if` of the sibling directly before it. Text or another tag in between breaks the chain, and so does a `wx:for` on the tag with the `wx:if`. Example: `<view wx:if="a"/>text<view wx:else/>`.',
  },
  "template/two-conditions": {
    severity: "error",
    message: "{name} cannot be on the same tag as {other}.",
    hint: "Remove one of the two.",
    explain: "A tag can be only one branch of a chain: `wx:if`, `wx:elif` or `wx:else`.",
  },
  "template/for-with-else": {
    severity: "error",
    message: "{name} cannot be on the same tag as wx:for.",
    hint: "Move the wx:for to an inner tag, with <block wx:else> around it.",
    explain:
      'On one tag, the loop is outside the condition, so the branch would have no `wx:if` to continue. Wrap the loop: `<block wx:else><view wx:for="…"/></block>`.',
  },
  "template/else-value": {
    severity: "warning",
    message: "The value of wx:else is ignored.",
    hint: "Remove it, or use wx:elif.",
    explain:
      '`wx:else` is the remaining branch and has no condition. Example: `wx:else="{{b}}"` behaves like `wx:else`.',
  },
  "template/static-condition": {
    severity: "warning",
    message: '{name}="{value}" is always true: it is plain text, not an expression.',
    hint: "Put the expression in mustaches.",
    explain:
      'Only text in mustaches is evaluated. Any other non-empty text is true, even `wx:if="false"`. Example: in `wx:if="list.length > 0"` the condition should be in mustaches.',
  },
  "template/static-list": {
    severity: "warning",
    message: 'wx:for="{value}" repeats once per character: it is plain text, not an expression.',
    hint: "Put the expression in mustaches.",
    explain:
      'Only text in mustaches is evaluated. Example: `wx:for="list"` loops four times, over `l`, `i`, `s` and `t`.',
  },
  "template/key-expression": {
    severity: "warning",
    message: 'wx:key="{value}" is not the name of a property, so the items have no keys.',
    hint: "Write the plain name of a property of the item, such as id, or *this for the item itself.",
    explain:
      "`wx:key` takes the name of a property of each item (`id`), or `*this` for items that are strings or numbers. Mustaches and paths (`item.id`) are not supported.",
  },
  "template/name-not-static": {
    severity: "warning",
    message: "A {what} must be plain text; a computed one is never found.",
    hint: "Write the name without mustaches.",
    explain:
      'Names of templates and loop variables are fixed at build time. Example: `<template name="{{n}}">` defines a template whose name contains the braces.',
  },
  "template/nameless-template": {
    severity: "warning",
    message: "This <template> has neither a name nor an is attribute, so it does nothing.",
    hint: 'Define it with name="…", or use one with is="…".',
    explain:
      'A `<template>` either defines a template (`name="row"`) or uses one (`is="row"`). Without either it is ignored, with all its content.',
  },
  "template/children-dropped": {
    severity: "warning",
    message: "The content of this <{tag}> is ignored.",
    hint: "Move it outside the tag.",
    explain:
      "`<import>`, `<include>`, `<slot>` and `<template is>` show content from elsewhere; their own content never renders.",
  },
  "template/missing-src": {
    severity: "error",
    missing: true,
    message: "<{tag}> has no src.",
    hint: 'Add src="path".',
    explain: "`<import>` and `<include>` need the path of a WXML file in `src`.",
  },
  "template/src-not-static": {
    severity: "error",
    missing: true,
    message: "The src of <{tag}> must be plain text; it cannot be computed.",
    hint: "Write the path as plain text. To choose at run time, use <template is> with an expression, or wx:if.",
    explain: 'Template files are combined at build time. Example: `<include src="{{page}}.wxml"/>` can never be found.',
  },
  "template/generic-not-static": {
    severity: "error",
    message: "{name} needs the tag name of a component as plain text.",
    hint: 'Write {name}="tag" without mustaches.',
    explain:
      'A generic is bound when the component is created, and its tag never changes. Example: `<list generic:item="my-item"/>`.',
  },
  "template/data-not-expression": {
    severity: "error",
    message: "The data of a template must be a single mustache.",
    hint: "Put the names to pass in mustaches.",
    explain: 'Data is a list of properties in one mustache: `data="{{a, b: c, ...d}}"`. Example: `data="a"` is wrong.',
  },
  "template/blank-around-data": {
    severity: "warning",
    message: "There is whitespace around the mustache, so the template gets no data.",
    hint: "Remove the whitespace between the quotes and the mustache.",
    explain:
      'A single character next to the mustache turns the value into text, and text is not data. WeChat\'s compilers report nothing and pass nothing. Example: `data="{{a}} "`.',
  },
  "template/module-name-missing": {
    severity: "error",
    message: "<wxs> has no module name.",
    hint: 'Add module="name".',
    explain:
      'Expressions use a wxs module by its name: `<wxs module="m" src="./m.wxs"/>`, then `m.f(x)` in a mustache.',
  },
  "template/module-name-invalid": {
    severity: "error",
    message: '"{name}" is not a valid name for a wxs module.',
    hint: "Use letters, digits and underscores, starting with a letter or underscore.",
    explain: "Expressions must be able to use the name. Example: `a-b` would be read as a subtraction.",
  },
});
