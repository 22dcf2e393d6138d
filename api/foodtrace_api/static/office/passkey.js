// Passkeys alone need a script: this one. It runs on the pages that make or use a passkey, sends nothing
// by itself, and only fills the field of a form with what the browser gives.
"use strict";

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function withBytes(list) {
  return (list || []).map((each) => ({ ...each, id: bytes(each.id) }));
}

function asked(options) {
  const key = { ...options, challenge: bytes(options.challenge) };
  if (options.user) {
    key.user = { ...options.user, id: bytes(options.user.id) };
    key.excludeCredentials = withBytes(options.excludeCredentials);
  } else {
    key.allowCredentials = withBytes(options.allowCredentials);
  }
  return { publicKey: key };
}

function written(credential) {
  const from = credential.response;
  const response = { clientDataJSON: text(from.clientDataJSON) };
  if (from.attestationObject) {
    response.attestationObject = text(from.attestationObject);
    response.transports = from.getTransports ? from.getTransports() : [];
  } else {
    response.authenticatorData = text(from.authenticatorData);
    response.signature = text(from.signature);
    if (from.userHandle) response.userHandle = text(from.userHandle);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    authenticatorAttachment: credential.authenticatorAttachment || undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

function prepare(part) {
  const form = part.closest("form");
  const button = part.querySelector("button");
  const fault = part.querySelector("[data-fault]");
  part.hidden = false;
  button.addEventListener("click", async () => {
    fault.hidden = true;
    button.disabled = true;
    try {
      const options = asked(JSON.parse(part.dataset.options));
      const made = options.publicKey.user
        ? await navigator.credentials.create(options)
        : await navigator.credentials.get(options);
      part.querySelector("input[name=credential]").value = written(made);
      form.noValidate = true;
      form.submit();
    } catch (error) {
      // The person said no, the time ran out, or the device holds this passkey already.
      fault.hidden = false;
      button.disabled = false;
    }
  });
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey]").forEach(prepare);
  document.querySelectorAll("[data-no-passkey]").forEach((each) => (each.hidden = true));
}
