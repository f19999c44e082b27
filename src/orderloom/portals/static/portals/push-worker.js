/* Shows a push and opens its page; the messages themselves are encrypted for this device. */
self.addEventListener("push", e => {
  const told = e.data ? e.data.json() : {};
  e.waitUntil(self.registration.showNotification(told.title || "Orderloom", { body: told.body, tag: told.tag, data: told.url }));
});
self.addEventListener("notificationclick", e => {
  e.notification.close();
  if (e.notification.data) e.waitUntil(self.clients.openWindow(e.notification.data));
});
