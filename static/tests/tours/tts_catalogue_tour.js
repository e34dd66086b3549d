import { registry } from "@web/core/registry";

/** From the list of categories, where there is none yet, to the run that downloads them. */
registry.category("web_tour.tours").add("tts_download_categories", {
    steps: () => [
        {
            trigger: ".o_list_view .o_nocontent_help:contains(No category was downloaded yet)",
        },
        {
            trigger: ".o_control_panel button[name=action_download_categories]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(Waiting)",
        },
    ],
});

/** An attribute of Odoo's stands for one of TikTok's that has another name. */
registry.category("web_tour.tours").add("tts_map_attribute", {
    steps: () => [
        {
            content: "What is required and not mapped stands out",
            trigger: ".o_list_view .o_data_row.text-danger:contains(Material)",
        },
        {
            trigger: ".o_data_row [name=product_attribute_ids]",
            run: "click",
        },
        {
            trigger: ".o_data_row [name=product_attribute_ids] input",
            run: "edit Fabric",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Fabric)",
            run: "click",
        },
        {
            trigger: ".o_data_row [name=product_attribute_ids] .o_tag:contains(Fabric)",
        },
        {
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "It is mapped",
            trigger: ".o_list_view .o_data_row:not(.text-danger):not(.o_selected_row):contains(Material)",
        },
    ],
});

/** A value of Odoo's stands for one of TikTok's that has another name. */
registry.category("web_tour.tours").add("tts_map_value", {
    steps: () => [
        {
            trigger: ".o_list_view .o_data_row [name=tts_match]:contains(To Map)",
        },
        {
            trigger: ".o_data_row [name=tts_value_ids]",
            run: "click",
        },
        {
            content: "TikTok's values are offered",
            trigger: ".o_data_row [name=tts_value_ids] input",
            run: "edit Ste",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Steel)",
            run: "click",
        },
        {
            trigger: ".o_data_row [name=tts_value_ids] .o_tag:contains(Steel)",
        },
        {
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row [name=tts_match]:contains(Mapped)",
        },
    ],
});
