import { registry } from "@web/core/registry";

/** From a shop's health to the orders that are blocked for one reason. */
registry.category("web_tour.tours").add("tts_health", {
    steps: () => [
        {
            trigger: ".o_form_view .o_notebook a[name=health]",
            run: "click",
        },
        {
            content: "It says which events TikTok sends",
            trigger: ".o_notebook [name=webhook_types]:contains(Order status change)",
        },
        {
            trigger: ".o_notebook [name=blocked_reasons] a:contains(1 × SKU to map)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row [name=state]:contains(Blocked)",
        },
    ],
});

/** Events that failed are served again, the chosen ones at once. */
registry.category("web_tour.tours").add("tts_retry_events", {
    steps: () => [
        {
            trigger: ".o_list_view .o_data_row [name=state]:contains(Failed)",
        },
        {
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name=action_retry]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row [name=state]:contains(Waiting)",
        },
    ],
});
